package dev.crossdock.functions.controlapi.console;

import dev.crossdock.definition.From;
import dev.crossdock.definition.Job;
import dev.crossdock.definition.Project;
import dev.crossdock.definition.Template;
import dev.crossdock.definition.To;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a project's definitions say of what flows where. @param nodes in no particular order */
record ProjectGraph(Set<Node> nodes, Set<Edge> edges) {
    /** @param kind as definitions call it @param column in which it is drawn, from the left */
    record Node(String kind, String name, int column) {
        String key() {
            return kind + "/" + name + "/" + column;
        }
    }

    /** From one to another. @param kind flow, or then: a job that begins when another has ended */
    record Edge(Node from, Node to) {}

    private static final int OUTSIDE = 0;
    private static final int FILES = 1;
    private static final int JOBS = 2;
    private static final int KEPT = 3;
    private static final int RULES = 4;
    private static final int BEYOND = 5;

    static ProjectGraph of(Project project) {
        var graph = new ProjectGraph(new LinkedHashSet<>(), new LinkedHashSet<>());
        project.buckets().keySet().forEach(name -> graph.node("bucket", name, FILES));
        project.collections().keySet().forEach(name -> graph.node("collection", name, KEPT));
        project.jobs().values().forEach(graph::job);
        project.triggers().values().forEach(trigger -> {
            var node = graph.node("trigger", trigger.name(), RULES);
            graph.edge(graph.node("collection", trigger.collection(), KEPT), node);
            trigger.call().ifPresent(call -> graph.edge(node, graph.node("connection", call.connection(), BEYOND)));
            trigger.run().ifPresent(run -> graph.edge(node, graph.node("template", run.template(), RULES)));
        });
        project.listeners().values().forEach(listener -> {
            var node = graph.node("listener", listener.name(), OUTSIDE);
            listener.template().ifPresent(name -> graph.edge(node, graph.node("template", name, RULES)));
        });
        project.templates()
                .values()
                .forEach(template -> graph.steps(graph.node("template", template.name(), RULES), template.steps()));
        return graph;
    }

    private Node node(String kind, String name, int column) {
        var node = new Node(kind, name, column);
        nodes.add(node);
        return node;
    }

    private void edge(Node from, Node to) {
        edges.add(new Edge(from, to));
    }

    private void job(Job job) {
        var node = node("job", job.name(), JOBS);
        edge(source(job.from()), node);
        edge(node, target(job.to()));
        job.then().forEach(next -> edge(node, node("job", next, JOBS)));
    }

    private Node source(From from) {
        if (from instanceof From.BucketFiles files) return node("bucket", files.bucket(), FILES);
        if (from instanceof From.CollectionRecords records) return node("collection", records.collection(), KEPT);
        if (from instanceof From.WebserviceRecords records) return node("connection", records.connection(), OUTSIDE);
        if (from instanceof From.RemoteFiles files) return node("connection", files.connection(), OUTSIDE);
        return node("source", from.kind(), OUTSIDE);
    }

    private Node target(To to) {
        if (to instanceof To.BucketFile file) return node("bucket", file.bucket(), FILES);
        if (to instanceof To.CollectionTarget target) return node("collection", target.collection(), KEPT);
        if (to instanceof To.WebserviceTarget target) return node("connection", target.connection(), BEYOND);
        if (to instanceof To.AzureBlob blob) return node("connection", blob.connection(), BEYOND);
        return node("sink", to.kind(), BEYOND);
    }

    private void steps(Node template, List<Template.Step> steps) {
        for (var step : steps) {
            var act = step.act();
            if (act instanceof Template.Act.Call call)
                edge(template, node("connection", call.asked().connection(), BEYOND));
            if (act instanceof Template.Act.Poll poll)
                edge(template, node("connection", poll.asked().connection(), BEYOND));
            if (act instanceof Template.Act.UpsertRecord upsert)
                edge(template, node("collection", upsert.collection(), KEPT));
            if (act instanceof Template.Act.Sub sub) edge(template, node("template", sub.template(), RULES));
            if (act instanceof Template.Act.Each each) steps(template, each.steps());
        }
    }

    /** Of one column. */
    List<Node> column(int column) {
        var found = new ArrayList<Node>();
        nodes.stream().filter(node -> node.column() == column).forEach(found::add);
        return found;
    }
}

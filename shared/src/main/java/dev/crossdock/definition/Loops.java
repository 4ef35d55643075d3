package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds jobs that would start themselves: by a file that they or their followers read again, or by {@code then}. */
final class Loops {
    private record Node(Job job, Tree tree) {}

    /** @param why {@code it writes "a-*.csv" into bucket in, which job b reads ("*.csv")} */
    private record Edge(String to, String why, Spot spot) {}

    private final Map<String, Node> jobs = new TreeMap<>();

    void add(Job job, Tree tree) {
        jobs.put(job.name(), new Node(job, tree));
    }

    /** One finding for each circle, at the first of its jobs by name. */
    Map<String, Finding> find() {
        Map<String, List<Edge>> edges = new HashMap<>();
        jobs.forEach((name, node) -> edges.put(name, edges(node)));
        var found = new LinkedHashMap<String, Finding>();
        Set<String> seen = new HashSet<>();
        for (var name : jobs.keySet()) {
            if (seen.contains(name)) continue;
            var path = backTo(name, edges);
            if (path.isEmpty()) continue;
            var names = new ArrayList<String>();
            names.add(name);
            path.forEach(edge -> names.add(edge.to()));
            seen.addAll(names);
            var first = path.get(0);
            var around = path.size() == 1 ? "" : " (" + String.join(" → ", names) + ")";
            found.put(
                    "job/" + name,
                    new Finding(
                            first.spot(),
                            new Problem(
                                    "config.loop",
                                    first.spot().toString(),
                                    "this job would start itself" + around + ": " + first.why() + ".",
                                    "Write to another bucket or name, or take the job out of then.",
                                    "")));
        }
        return found;
    }

    /** The shortest way from a job back to itself; empty = none. */
    private static List<Edge> backTo(String start, Map<String, List<Edge>> edges) {
        Map<String, List<Edge>> ways = new HashMap<>();
        var open = new ArrayDeque<String>();
        open.add(start);
        ways.put(start, List.of());
        while (!open.isEmpty()) {
            var at = open.poll();
            for (var edge : edges.getOrDefault(at, List.of())) {
                var way = new ArrayList<>(ways.get(at));
                way.add(edge);
                if (edge.to().equals(start)) return way;
                if (ways.putIfAbsent(edge.to(), way) == null) open.add(edge.to());
            }
        }
        return List.of();
    }

    private List<Edge> edges(Node node) {
        var edges = new ArrayList<Edge>();
        if (node.job().to() instanceof To.BucketFile to) {
            for (var other : jobs.values()) {
                if (other.job().from() instanceof From.BucketFiles from
                        && from.bucket().equals(to.bucket())
                        && mayName(to, node.job(), from.files())) {
                    var shown = to.file().isEmpty() ? "files" : "\"" + to.file() + "\"";
                    edges.add(new Edge(
                            other.job().name(),
                            "it writes " + shown + " into bucket " + to.bucket() + ", where \"" + from.files()
                                    + "\" starts job " + other.job().name(),
                            spot(node.tree(), "to", to.file().isEmpty() ? "bucket" : "file", -1)));
                }
            }
        }
        int index = 0;
        for (var next : node.job().then()) {
            edges.add(new Edge(next, "job " + next + " follows it", spot(node.tree(), "then", "", index++)));
        }
        return edges;
    }

    /** Without a name of its own a written file keeps the name that it was read by. */
    private static boolean mayName(To.BucketFile to, Job job, String pattern) {
        var file = to.file();
        if (to.parts().isPresent() && mayNamePart(file, pattern)) return true;
        var names = !file.isEmpty()
                ? Glob.ofText(Text.parse(file))
                : job.from() instanceof From.BucketFiles from ? Glob.of(from.files()) : Glob.of("*");
        return names.overlaps(Glob.of(pattern));
    }

    /** A part has its number before the suffix, which is behind one of the dots. */
    private static boolean mayNamePart(String file, String pattern) {
        for (int dot = file.lastIndexOf('.'); dot >= 0; dot = file.lastIndexOf('.', dot - 1)) {
            var name = file.substring(0, dot) + "-{$part}" + file.substring(dot);
            try {
                if (Glob.ofText(Text.parse(name)).overlaps(Glob.of(pattern))) return true;
            } catch (Refused e) {
                // That dot is inside an expression.
            }
        }
        return false;
    }

    private static Spot spot(Tree tree, String key, String inner, int index) {
        var value = ((Tree.Branch) tree).get(key).orElse(tree);
        if (value instanceof Tree.Branch branch)
            return branch.get(inner).orElse(branch).spot();
        if (value instanceof Tree.Row row && index >= 0 && index < row.items().size())
            return row.items().get(index).spot();
        return value.spot();
    }
}

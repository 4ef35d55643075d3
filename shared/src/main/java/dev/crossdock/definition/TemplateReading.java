package dev.crossdock.definition;

import static dev.crossdock.definition.Records.duration;
import static dev.crossdock.definition.Records.must;
import static dev.crossdock.definition.Records.optional;
import static dev.crossdock.definition.Records.text;
import static dev.crossdock.definition.Records.texts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.definition.Template.Act;
import dev.crossdock.definition.Template.Asked;
import dev.crossdock.definition.Template.Cache;
import dev.crossdock.definition.Template.Fallback;
import dev.crossdock.definition.Template.OnError;
import dev.crossdock.definition.Template.Retry;
import dev.crossdock.definition.Template.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds a template from published JSON, which lint has passed. */
final class TemplateReading {
    private TemplateReading() {}

    static Template read(String name, JsonNode node) {
        var input = node.path("input");
        return new Template(
                name,
                text(node, "description", ""),
                input.isMissingNode() || input.isNull()
                        ? Optional.empty()
                        : Optional.of(input.isTextual() ? input.textValue() : Definitions.write(input)),
                steps(node.path("steps"), "templates/" + name + ".yaml"),
                optional(node, "output"));
    }

    private static List<Step> steps(JsonNode list, String place) {
        var steps = new ArrayList<Step>();
        list.forEach(step -> steps.add(step(step, place)));
        if (steps.isEmpty()) throw new IllegalArgumentException("\"steps\" is empty");
        return steps;
    }

    private static Step step(JsonNode node, String place) {
        var id = optional(node, "id");
        var retry = node.path("retry");
        return new Step(
                id,
                act(node, place, id.orElse("")),
                optional(node, "when"),
                optional(node, "valid"),
                node.has("retry")
                        ? Optional.of(new Retry(
                                retry.path("attempts").asInt(Connection.Retry.DEFAULT.attempts()),
                                duration(retry, "for").orElse(Connection.Retry.DEFAULT.within())))
                        : Optional.empty(),
                onError(node.path("onError"), place),
                node.has("on404") ? Optional.of(new Fallback(Records.value(node.path("on404")))) : Optional.empty());
    }

    private static OnError onError(JsonNode node, String place) {
        if (node.isTextual()) return new OnError(List.of(), node.textValue().equals("continue"));
        if (!node.isObject()) return OnError.FAIL;
        return new OnError(
                steps(node.path("steps"), place), text(node, "then", "fail").equals("continue"));
    }

    private static Act act(JsonNode node, String place, String id) {
        if (node.has("call")) return call(node.path("call"));
        if (node.has("map")) return new Act.MapTo(must(node, "map"), place + (id.isEmpty() ? "" : ", step " + id));
        if (node.has("record")) return record(node.path("record"));
        if (node.has("file")) return file(node.path("file"));
        if (node.has("mail")) return mail(node.path("mail"));
        if (node.has("each")) {
            return new Act.Each(
                    must(node, "each"),
                    text(node, "as", "item"),
                    node.path("parallel").asInt(1),
                    steps(node.path("steps"), place),
                    optional(node, "output"));
        }
        if (node.has("poll")) {
            var poll = node.path("poll");
            return new Act.Poll(
                    asked(poll),
                    must(poll, "until"),
                    duration(poll, "every").orElse(Duration.ofSeconds(10)),
                    duration(poll, "for").orElse(Duration.ofHours(1)));
        }
        if (node.has("template")) return new Act.Sub(must(node, "template"), optional(node, "input"));
        return new Act.Fail(must(node, "fail"));
    }

    private static Act call(JsonNode call) {
        var cache = call.path("cache");
        return new Act.Call(
                asked(call),
                optional(call, "answer"),
                cache.isObject()
                        ? Optional.of(new Cache(
                                duration(cache, "for").orElse(Duration.ZERO),
                                optional(cache, "key"),
                                texts(cache, "tags")))
                        : Optional.empty());
    }

    private static Asked asked(JsonNode node) {
        return new Asked(
                must(node, "connection"),
                must(node, "request").strip(),
                optional(node, "headers"),
                optional(node, "body"));
    }

    private static Act record(JsonNode node) {
        if (node.has("get")) return new Act.GetRecord(must(node, "get"), must(node, "id"));
        if (node.has("query")) {
            return new Act.QueryRecords(
                    must(node, "query"),
                    optional(node, "where"),
                    node.path("limit").asInt(100));
        }
        if (node.has("delete")) return new Act.DeleteRecord(must(node, "delete"), must(node, "id"));
        return new Act.UpsertRecord(
                must(node, "upsert"), optional(node, "id"), optional(node, "data"), text(node, "ifExists", "replace"));
    }

    private static Act file(JsonNode node) {
        if (node.has("read")) {
            return new Act.ReadFile(
                    must(node, "read"), must(node, "name"), text(node, "as", "").equals("text"));
        }
        return new Act.WriteFile(
                must(node, "write"), must(node, "name"), optional(node, "data"), optional(node, "contentType"));
    }

    static Act.SendMail mail(JsonNode node) {
        return new Act.SendMail(
                must(node, "to"),
                optional(node, "cc"),
                optional(node, "bcc"),
                must(node, "subject"),
                optional(node, "text"),
                optional(node, "html"));
    }
}

package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a deployment has published, and what publishing something else would change. Every method throws a {@link Failure}. */
final class Deployment {
    private final Api api;

    Deployment(Api api) {
        this.api = api;
    }

    String url() {
        return api.host();
    }

    /**
     * A change that publishing would make.
     *
     * @param name {@code kind/name}
     * @param what created, changed or deleted
     * @param left what a deletion leaves behind, in words; empty = nothing
     * @param lines of a changed definition, as {@link LineDifference} gives them
     */
    record Change(String name, String what, String left, List<String> lines) {
        ObjectNode json() {
            var json = Json.object().put("name", name).put("what", what);
            if (!left.isEmpty()) json.put("left", left);
            if (what.equals("changed")) lines.forEach(json.putArray("lines")::add);
            return json;
        }
    }

    /** @param version of the project that holds, of which the changes are @param changes in the order of names */
    record Plan(long version, List<Change> changes) {
        /** The changes, as lists of the API are answered. */
        ObjectNode json() {
            return Json.list(
                    changes.stream().map(change -> (JsonNode) change.json()).toList());
        }
    }

    /** What would be published: a project's texts by {@code kind/name}, or a version that is brought back. */
    record Wanted(Map<String, String> texts, Optional<Long> version) {
        private String query(Map<String, String> more) {
            var query = new LinkedHashMap<>(more);
            version.ifPresent(number -> query.put("version", Long.toString(number)));
            return Api.query(query);
        }

        private JsonNode body() {
            var body = Json.object();
            texts.forEach((name, text) -> body.set(name, Json.read(text)));
            return body;
        }
    }

    Plan plan(Wanted wanted) {
        var answer = api.post("/definitions" + wanted.query(Map.of("dryRun", "true")), wanted.body());
        long version = answer.path("version").asLong();
        var changes = new ArrayList<Change>();
        for (var item : answer.path("items")) changes.add(change(item, wanted, version));
        return new Plan(version, List.copyOf(changes));
    }

    /** @return the version that holds now */
    long publish(Wanted wanted, Plan plan, String note) {
        var match = Map.of("If-Match", "\"" + plan.version() + "\"");
        return api.post("/definitions" + wanted.query(Map.of("note", note)), wanted.body(), match)
                .path("version")
                .asLong();
    }

    List<JsonNode> versions(int most) {
        return api.items("/definitions/versions", most);
    }

    private Change change(JsonNode item, Wanted wanted, long version) {
        var name = item.path("name").asText();
        var what = item.path("what").asText();
        var lines = what.equals("changed")
                ? LineDifference.of(
                        DefinitionLines.of(text(name, version)),
                        DefinitionLines.of(
                                wanted.version().isPresent()
                                        ? text(name, wanted.version().get())
                                        : Json.read(wanted.texts().get(name))))
                : List.<String>of();
        return new Change(name, what, left(item), lines);
    }

    private JsonNode text(String name, long version) {
        return api.get(Api.path("definitions", name) + Api.query(version == 0 ? Map.of() : Map.of("at", "" + version)));
    }

    private static String left(JsonNode item) {
        var more = item.path("more").asBoolean() ? " or more" : "";
        if (item.path("records").asLong() > 0) {
            return "its %s%s records stay in the store, and nobody reaches them until it is published again"
                    .formatted(Screen.number(item.path("records").asLong()), more);
        }
        if (item.path("files").asLong() > 0) {
            return "its %s%s files stay in the store, and nobody reaches them until it is published again"
                    .formatted(Screen.number(item.path("files").asLong()), more);
        }
        return "";
    }
}

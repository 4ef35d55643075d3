package dev.crossdock.infra.cli.conscia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A listener: what its template gets, and what its sender hears. Expressions that are no path are left to people. */
final class ListenerFrom {
    private ListenerFrom() {}

    static void take(JsonNode listener, Draft draft) {
        var taken = new Taken(listener);
        var name = Draft.name(taken.text("listenerCode").orElse("listener"));
        taken.known("name", "listenerUuid", "listenerLocator");
        var notes = new ArrayList<String>();
        var yaml = Draft.map();
        taken.text("description").ifPresent(text -> yaml.put("description", text));
        yaml.put("verify", Map.of("scheme", "none"));
        notes.add("Nothing proved who sends: choose a scheme under verify.");
        var request = taken.object("engineRequest");
        var template = Draft.name(request.text("templateCode").orElse(name));
        yaml.put("run", Map.of("template", template));
        var methods = texts(taken.object("endpointRequestSpec").node("methods"));
        if (!methods.isEmpty()) yaml.put("methods", methods);
        input(request.node("context"), notes).ifPresent(input -> yaml.put("input", input));
        var answer = taken.object("endpointResponse");
        if (taken.truth("sync")) yaml.put("respond", respond(answer, notes));
        else answer.known("status", "body", "headers");
        template(template, draft);
        for (var note : notes) draft.left.add("listeners/" + name + ".yaml: " + note);
        draft.yaml("listeners/" + name + ".yaml", yaml, taken, notes);
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static Optional<String> input(JsonNode context, List<String> notes) {
        var parts = new ArrayList<String>();
        context.fields().forEachRemaining(field -> {
            var jsonata = value(field.getValue());
            if (jsonata.isPresent()) parts.add(TextNode.valueOf(field.getKey()) + ": " + jsonata.get());
            else notes.add("context." + field.getKey() + " was " + field.getValue());
        });
        if (parts.isEmpty()) return Optional.empty();
        return Optional.of(parts.stream().collect(Collectors.joining(", ", "{", "}")));
    }

    /** JSONata for it: a constant is JSON. */
    private static Optional<String> value(JsonNode value) {
        if (value.isTextual() && Scripts.script(value.asText())) return Scripts.jsonata(value.asText());
        return value.isContainerNode() && value.toString().contains("`")
                ? Optional.empty()
                : Optional.of(value.toString());
    }

    private static Map<String, Object> respond(Taken answer, List<String> notes) {
        var respond = Draft.map();
        respond.put("status", answer.node("status").asInt(200));
        var headers = Draft.map();
        for (var header : answer.node("headers")) {
            var value = header.path("value").asText();
            if (Scripts.script(value) || value.contains("{"))
                notes.add("The answer had the header " + header.path("header").asText() + ": " + value);
            else headers.put(header.path("header").asText().toLowerCase(Locale.ROOT), value);
        }
        if (!headers.isEmpty()) respond.put("headers", headers);
        respond.put("body", "$output");
        var body = answer.node("body");
        if (!body.isMissingNode()) notes.add("The answer's body was " + body);
        respond.put("within", "10s");
        return respond;
    }

    /** Templates are other things there: one that says so, and never pretends. */
    private static void template(String name, Draft draft) {
        var file = "templates/" + name + ".yaml";
        if (draft.files.containsKey(file)) return;
        var step = Draft.map();
        step.put("id", "missing");
        step.put("fail", "The template " + name + " is not written yet.");
        draft.files.put(file, Draft.dumped(Map.of("steps", List.of(step))));
        draft.left.add(file + ": its components");
    }
}

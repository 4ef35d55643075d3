package dev.crossdock.infra.cli.conscia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** A collection, and the JSON Schema that its fields' schemas come to. */
final class CollectionFrom {
    private CollectionFrom() {}

    static void take(JsonNode collection, Draft draft) {
        var taken = new Taken(collection);
        var code = taken.text("collectionCode").orElse("collection");
        var name = Draft.name(code);
        taken.known("name");
        var yaml = Draft.map();
        taken.text("description").ifPresent(text -> yaml.put("description", text));
        yaml.put(
                "key",
                taken.text("dataRecordIdentifierProperty", "identifierProperty").orElse("id"));
        var notes = new ArrayList<String>();
        var own = taken.object("schema").node("fields");
        var fields = own.isObject() ? own : taken.node("fields");
        if (fields.isObject() && !fields.isEmpty()) {
            yaml.put("schema", name + ".schema.json");
            draft.json("collections/" + name + ".schema.json", schema(fields, notes));
        }
        yaml.put("invalid", "keep");
        for (var note : notes) draft.left.add("collections/" + name + ".yaml: " + note);
        draft.yaml("collections/" + name + ".yaml", yaml, taken, notes);
    }

    private static JsonNode schema(JsonNode fields, List<String> notes) {
        var schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("type", "object");
        var properties = schema.putObject("properties");
        var required = JsonNodeFactory.instance.arrayNode();
        fields.fields().forEachRemaining(field -> {
            var of = field.getValue();
            properties.set(
                    field.getKey(),
                    of.path("jsonSchema").isObject() ? of.get("jsonSchema") : JsonNodeFactory.instance.objectNode());
            if (of.path("options").path("required").asBoolean()) required.add(field.getKey());
            if (of.path("computed").asBoolean()) {
                notes.add("The field " + field.getKey() + " was computed: write its expression under computed.");
            }
        });
        if (!required.isEmpty()) schema.set("required", required);
        return schema;
    }
}

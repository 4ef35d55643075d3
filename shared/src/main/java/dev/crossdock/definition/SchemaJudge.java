package dev.crossdock.definition;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.crossdock.flow.Refused;
import dev.crossdock.schema.RecordSchema;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Compares a JSON Schema with the schema of schemas, and follows its references. Loaded with the first schema that is judged. */
final class SchemaJudge {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            // Not the language of the machine.
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));
    private static final Schema META =
            REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    private SchemaJudge() {}

    static Optional<Judge.Fault> judge(String text) {
        try {
            var json = Sources.JSON.readTree(text);
            if (!json.isObject() && !json.isBoolean()) {
                return Optional.of(new Judge.Fault("it is no JSON object", 0));
            }
            var dialect = json.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
            if (!dialect.replace("#", "").equals(SpecificationVersion.DRAFT_2020_12.getDialectId())) {
                return Optional.of(new Judge.Fault(
                        "$schema names \"" + Tree.shortened(dialect) + "\"; only 2020-12 is known",
                        at(text, "/$schema")));
            }
            var errors = META.validate(json);
            if (!errors.isEmpty()) {
                var error = errors.get(0);
                var pointer = error.getInstanceLocation().toString();
                return Optional.of(new Judge.Fault(
                        (pointer.isEmpty() ? "" : pointer + ": ") + error.getMessage(), at(text, pointer)));
            }
            return references(json, text);
        } catch (IOException e) {
            return Optional.of(new Judge.Fault(Tree.shortened(String.valueOf(e.getMessage())), -1));
        }
    }

    private static Optional<Judge.Fault> references(JsonNode json, String text) {
        // With a schema's own address in it a reference may be relative to that: then only the library can follow it.
        var refs = json.findValue("$id") == null ? json.findValues("$ref") : java.util.List.<JsonNode>of();
        for (var reference : refs) {
            if (!reference.isTextual()) continue;
            var to = reference.textValue();
            // An address outside of the text would be a call to somebody else each time that a record is checked.
            boolean found = to.equals("#")
                    || to.startsWith("#/") && !json.at(pointer(to)).isMissingNode()
                    || to.startsWith("#") && !to.startsWith("#/") && anchored(json, to.substring(1));
            if (!found) {
                int at = text.indexOf("\"" + to + "\"");
                return Optional.of(
                        new Judge.Fault("$ref \"" + Tree.shortened(to) + "\" leads nowhere in this file", at));
            }
        }
        try {
            RecordSchema.compile(text);
            return Optional.empty();
        } catch (Refused e) {
            var said = e.problem().message();
            return Optional.of(new Judge.Fault(said.endsWith(".") ? said.substring(0, said.length() - 1) : said, -1));
        } catch (StackOverflowError e) {
            return Optional.of(new Judge.Fault("it is nested too deeply", -1));
        }
    }

    private static String pointer(String reference) {
        return java.net.URLDecoder.decode(
                reference.substring(1).replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static boolean anchored(JsonNode json, String anchor) {
        return json.findValues("$anchor").stream()
                        .anyMatch(node -> node.asText().equals(anchor))
                || json.findValues("$dynamicAnchor").stream()
                        .anyMatch(node -> node.asText().equals(anchor));
    }

    /** Index of the value that a JSON Pointer leads to; -1 when it is not found. */
    private static int at(String text, String pointer) throws IOException {
        try (JsonParser parser = Sources.JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isStructEnd()
                        || parser.currentToken().name().equals("FIELD_NAME")) continue;
                var context = parser.getParsingContext();
                // At the beginning of an object or array the context is its inside already.
                var path = (parser.currentToken().isStructStart() ? context.getParent() : context).pathAsPointer();
                if (path.toString().equals(pointer))
                    return (int) parser.currentTokenLocation().getCharOffset();
            }
        }
        return -1;
    }
}

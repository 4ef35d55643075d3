package dev.crossdock.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.List;

/** A JSON Schema, draft 2020-12, compiled once. Thread-safe. Reaches nothing outside of its own text. */
public final class RecordSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** More of one record help nobody. */
    private static final int MOST_PROBLEMS = 20;

    private final Schema schema;

    private RecordSchema(Schema schema) {
        this.schema = schema;
    }

    /** @throws Refused {@code schema.invalid} when the text is no schema */
    public static RecordSchema compile(String text) {
        try {
            var tree = JSON.readTree(text);
            if (!tree.isObject() && !tree.isBoolean()) throw invalid("a schema is an object or a boolean.", null);
            refuseRemote(tree);
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(tree);
            schema.initializeValidators();
            return new RecordSchema(schema);
        } catch (JsonProcessingException e) {
            throw invalid(
                    "the schema is no JSON: " + e.getOriginalMessage() + " (line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ").",
                    e);
        } catch (Refused e) {
            throw e;
        } catch (RuntimeException e) {
            throw invalid("the schema cannot be used: " + e.getMessage() + ".", e);
        }
    }

    /**
     * @param tree as {@link dev.crossdock.flow.Record#value()} has it
     * @return what breaks the schema, each with the field as JSON Pointer; empty when valid, at most {@value #MOST_PROBLEMS}
     */
    public List<Problem> check(Object tree) {
        var node = JSON.valueToTree(tree);
        return schema.validate((JsonNode) node).stream()
                .limit(MOST_PROBLEMS)
                .map(error -> problem(error, (JsonNode) node))
                .toList();
    }

    private static Problem problem(Error error, JsonNode root) {
        var pointer = pointer(error);
        if (error.getKeyword() != null && error.getKeyword().equals("required") && error.getProperty() != null) {
            return Problem.of(
                            "schema.required",
                            "\"" + error.getProperty() + "\" is missing.",
                            "Give it at the source, or in the map.")
                    .in(pointer + "/" + error.getProperty());
        }
        var value = root.at(pointer);
        var said = error.getMessage().replaceFirst("^[^:]*: ", "");
        return Problem.of(
                        "schema." + (error.getKeyword() == null ? "false" : error.getKeyword()),
                        shown(value) + " " + said + ".",
                        "Correct it at the source, or in the map.")
                .in(pointer);
    }

    private static String pointer(Error error) {
        var location = error.getInstanceLocation().toString();
        return location.startsWith("$") ? location.substring(1).replace('.', '/') : location;
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) return "it";
        var text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private static void refuseRemote(JsonNode node) {
        var reference = node.path("$ref");
        if (reference.isTextual() && !reference.asText().startsWith("#")) {
            throw invalid("$ref \"" + reference.asText() + "\" points outside of the schema.", null);
        }
        node.forEach(RecordSchema::refuseRemote);
    }

    private static Refused invalid(String message, Exception cause) {
        return new Refused(
                Problem.of("schema.invalid", message, "Schemas are JSON Schema 2020-12, whole in one file."), cause);
    }
}

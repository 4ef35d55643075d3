package dev.crossdock.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** A JSON Schema, draft 2020-12, compiled once. Thread-safe. Reaches nothing outside of its own text. */
public final class RecordSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** More of one record help nobody. */
    private static final int MOST_PROBLEMS = 20;

    private final Schema schema;
    /** Empty when only the validator knows the schema. */
    private final Optional<AcceptPath> quick;

    private RecordSchema(Schema schema, Optional<AcceptPath> quick) {
        this.schema = schema;
        this.quick = quick;
    }

    /** @throws Refused {@code schema.invalid} when the text is no schema */
    public static RecordSchema compile(String text) {
        try {
            var tree = JSON.readTree(text);
            if (!tree.isObject() && !tree.isBoolean()) throw invalid("a schema is an object or a boolean.", null);
            refuseRemote(tree);
            var schema = registry().getSchema(tree);
            schema.initializeValidators();
            // One that refers to itself without going deeper into a record has no end over any record.
            schema.validate(JSON.createObjectNode());
            return new RecordSchema(schema, AcceptPath.compile(tree));
        } catch (JsonProcessingException e) {
            throw invalid(
                    "the schema is no JSON: " + e.getOriginalMessage() + " (line "
                            + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ").",
                    e);
        } catch (Refused e) {
            throw e;
        } catch (StackOverflowError e) {
            throw invalid("the schema is nested too deeply, or refers to itself without end.", null);
        } catch (RuntimeException e) {
            throw invalid("the schema cannot be used: " + said(e) + ".", e);
        }
    }

    private static SchemaRegistry registry() {
        var config = SchemaRegistryConfig.builder()
                // Not the language of the machine: messages are one whole, and tests compare them.
                .locale(Locale.ENGLISH)
                .regularExpressionFactory(BoundedPattern::new)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(
                                loader -> loader.fetchRemoteResources(false).allow(RecordSchema::known)));
    }

    /** The schemas of schemas, which the validator brings along. */
    private static boolean known(AbsoluteIri address) {
        return address.toString().startsWith("https://json-schema.org/")
                || address.toString().startsWith("http://json-schema.org/");
    }

    private static String said(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PatternSyntaxException pattern) {
                return "\"" + SchemaErrors.shortened(pattern.getPattern(), 100) + "\" is no regular expression ("
                        + pattern.getDescription() + ")";
            }
        }
        var message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return SchemaErrors.shortened(message.replaceFirst("\\.+$", ""), 200);
    }

    /**
     * @param tree as {@link dev.crossdock.flow.Record#value()} has it
     * @return what breaks the schema, each with the field as JSON Pointer; empty when valid, at most {@value #MOST_PROBLEMS}
     */
    public List<Problem> check(Object tree) {
        return accepts(tree) ? List.of() : validate(tree);
    }

    /** Said by the compiled form; false says nothing. */
    boolean accepts(Object tree) {
        return quick.isPresent() && quick.get().accepts(tree);
    }

    /** The validator alone, which decides what the compiled form does not accept. */
    List<Problem> validate(Object tree) {
        var unbounded = Numbers.unbounded(tree);
        if (unbounded.isPresent()) return List.of(unbounded.get());
        JsonNode node = JSON.valueToTree(tree);
        try {
            return schema.validate(node).stream()
                    .limit(MOST_PROBLEMS)
                    .map(error -> SchemaErrors.problem(error, node))
                    .toList();
        } catch (BoundedPattern.Undecided e) {
            return List.of(SchemaErrors.undecided(e, node));
        } catch (StackOverflowError e) {
            return List.of(SchemaErrors.tooDeep());
        }
    }

    /** Whether valid records need no validator. */
    boolean isCompiled() {
        return quick.isPresent();
    }

    private static void refuseRemote(JsonNode node) {
        for (var keyword : List.of("$ref", "$dynamicRef")) {
            var reference = node.path(keyword);
            if (!reference.isTextual() || reference.asText().startsWith("#")) continue;
            throw invalid(
                    keyword + " \"" + SchemaErrors.shortened(reference.asText(), 100)
                            + "\" points outside of the schema.",
                    null);
        }
        node.forEach(RecordSchema::refuseRemote);
    }

    private static Refused invalid(String message, Exception cause) {
        return new Refused(
                Problem.of("schema.invalid", message, "Schemas are JSON Schema 2020-12, whole in one file."), cause);
    }
}

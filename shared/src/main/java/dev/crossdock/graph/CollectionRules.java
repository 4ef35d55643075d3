package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Problem;
import dev.crossdock.schema.RecordSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a collection asks of a record, whoever writes it: an id made from its key, no field of the product's own, its schema, its
 * size. Compiled once per use; thread-safe.
 */
public final class CollectionRules {
    /** DynamoDB takes 400 KB with names and the rest of the item. */
    private static final int LARGEST_BYTES = 380_000;

    private static final int LONGEST_ID_BYTES = 1_000;
    private static final int DEEPEST = 500;

    private final Collection collection;
    private final Optional<RecordSchema> schema;

    public CollectionRules(Collection collection) {
        this.collection = collection;
        this.schema = collection.schema().map(RecordSchema::compile);
    }

    public Collection collection() {
        return collection;
    }

    /**
     * A record as it would be stored.
     *
     * @param errors what breaks the schema; empty = valid
     */
    public record Checked(String id, Map<String, Object> tree, String text, String hash, List<Problem> errors) {}

    /** Either a record that can be stored, or why it cannot. */
    public record Answer(Optional<Checked> checked, Optional<Problem> refused) {}

    public Answer check(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return refused(Problem.of(
                    "record.not-an-object",
                    "a record is an object, this is " + kind(value) + ".",
                    "Let the map give an object."));
        }
        var tree = new LinkedHashMap<String, Object>();
        map.forEach((key, part) -> {
            // Fields with an underscore are the product's own and cannot be set by callers.
            if (!String.valueOf(key).startsWith("_")) tree.put(String.valueOf(key), part);
        });
        var parts = new ArrayList<String>();
        for (var field : collection.key()) {
            var part = tree.get(field);
            if (part == null || part.equals("") || part instanceof Map || part instanceof List) {
                return refused(Problem.of(
                                "record.key",
                                "the key field \"" + field + "\" of collection " + collection.name() + " is "
                                        + (part == null ? "missing" : part.equals("") ? "empty" : kind(part)) + ".",
                                "Give every record a value there, or let the map skip it.")
                        .in("/" + field));
            }
            parts.add(part instanceof BigDecimal number ? number.toPlainString() : String.valueOf(part));
        }
        var id = String.join("|", parts);
        if (id.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID_BYTES) {
            return refused(Problem.of(
                            "record.key-too-long",
                            "the id made of " + collection.key() + " has more than " + LONGEST_ID_BYTES + " bytes.",
                            "Choose a shorter key.")
                    .in("/" + collection.key().get(0)));
        }
        if (depth(tree) > DEEPEST) {
            return refused(Problem.of(
                    "record.too-deep",
                    "the record is nested more than " + DEEPEST + " levels.",
                    "Flatten it in the map."));
        }
        var text = RecordText.write(tree);
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LARGEST_BYTES) {
            return refused(Problem.of(
                            "record.too-large",
                            "the record takes %,d bytes, a collection keeps up to %,d.".formatted(bytes, LARGEST_BYTES),
                            "Leave large fields out in the map, or keep them as files.")
                    .in("/" + largest(tree)));
        }
        var errors = schema.map(s -> s.check(tree)).orElse(List.of());
        return new Answer(
                Optional.of(
                        new Checked(id, tree, text, RecordText.hash(tree, errors.isEmpty() ? "" : "invalid"), errors)),
                Optional.empty());
    }

    private static Answer refused(Problem problem) {
        return new Answer(Optional.empty(), Optional.of(problem));
    }

    private static String largest(Map<String, Object> tree) {
        return tree.entrySet().stream()
                .max(java.util.Comparator.comparingInt(
                        e -> RecordText.write(e.getValue()).length()))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private static int depth(Object value) {
        int deepest = 0;
        if (value instanceof Map<?, ?> map) for (var part : map.values()) deepest = Math.max(deepest, depth(part));
        else if (value instanceof List<?> list) for (var part : list) deepest = Math.max(deepest, depth(part));
        else return 0;
        return deepest + 1;
    }

    private static String kind(Object value) {
        if (value == null) return "null";
        if (value instanceof List) return "an array";
        if (value instanceof Map) return "an object";
        if (value instanceof String) return "a text";
        if (value instanceof Number) return "a number";
        return "true or false";
    }

    /** The errors of an invalid record as the store keeps them. */
    public static String json(List<Problem> errors) {
        return RecordText.write(errors.stream()
                .map(problem -> {
                    var error = new LinkedHashMap<String, Object>();
                    error.put("pointer", problem.field());
                    error.put("code", problem.code());
                    error.put("message", problem.message());
                    error.put("hint", problem.hint());
                    return error;
                })
                .toList());
    }
}

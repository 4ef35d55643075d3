package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Problem;
import dev.crossdock.schema.RecordSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a collection asks of a record, whoever writes it: an id made from its key, no field of the product's own, its schema, its
 * size. Compiled once per use; thread-safe.
 */
public final class CollectionRules {
    /** DynamoDB takes 400 KB with names and the rest of the item. */
    private static final int LARGEST_BYTES = 380_000;

    private static final int LARGEST_ERRORS_BYTES = 16_000;
    private static final int LONGEST_ID_BYTES = 1_000;

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
        var unstorable = Storable.refused(tree);
        if (unstorable.isPresent()) return refused(unstorable.get());
        var parts = new ArrayList<String>();
        for (var field : collection.key()) {
            var part = tree.get(field);
            if (part == null || part.equals("") || part instanceof Map || part instanceof List) {
                return refused(Problem.of(
                                "record.key",
                                "the key field \"" + field + "\" of collection " + collection.name() + " is "
                                        + (part == null ? "missing" : part.equals("") ? "empty" : kind(part)) + ".",
                                "Give every record a value there, or let the map skip it.")
                        .inField(field));
            }
            parts.add(part instanceof BigDecimal number ? number.toPlainString() : String.valueOf(part));
        }
        var id = id(parts);
        if (id.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID_BYTES) {
            return refused(Problem.of(
                            "record.key-too-long",
                            "the id made of " + collection.key() + " has more than " + LONGEST_ID_BYTES + " bytes.",
                            "Choose a shorter key.")
                    .inField(collection.key().get(0)));
        }
        var text = RecordText.write(tree);
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LARGEST_BYTES) {
            return refused(Problem.of(
                            "record.too-large",
                            "the record takes %,d bytes, a collection keeps up to %,d.".formatted(bytes, LARGEST_BYTES),
                            "Leave large fields out in the map, or keep them as files.")
                    .inField(largest(tree)));
        }
        var errors = schema.map(s -> s.check(tree)).orElse(List.of());
        return new Answer(
                Optional.of(
                        new Checked(id, tree, text, RecordText.hash(tree, errors.isEmpty() ? "" : "invalid"), errors)),
                Optional.empty());
    }

    /** The id that a record has by its key, whatever else is wrong with it; empty when it has none. */
    Optional<String> id(Object value) {
        if (!(value instanceof Map<?, ?> map)) return Optional.empty();
        var parts = new ArrayList<String>();
        for (var field : collection.key()) {
            var part = field.startsWith("_") ? null : map.get(field);
            if (part == null || part.equals("") || part instanceof Map || part instanceof List) return Optional.empty();
            parts.add(part instanceof BigDecimal number ? number.toPlainString() : String.valueOf(part));
        }
        return Optional.of(id(parts)).filter(RecordItem::possible);
    }

    private static Answer refused(Problem problem) {
        return new Answer(Optional.empty(), Optional.of(problem));
    }

    /** Different parts, different ids: within one of several parts the joining character is escaped. */
    private static String id(List<String> parts) {
        if (parts.size() == 1) return parts.get(0);
        return parts.stream()
                .map(part -> part.replace("\\", "\\\\").replace("|", "\\|"))
                .collect(Collectors.joining("|"));
    }

    private static String largest(Map<String, Object> tree) {
        return tree.entrySet().stream()
                .max(Comparator.comparingInt(e -> RecordText.write(e.getValue()).length()))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private static String kind(Object value) {
        if (value == null) return "null";
        if (value instanceof List) return "an array";
        if (value instanceof Map) return "an object";
        if (value instanceof String) return "a text";
        if (value instanceof Number) return "a number";
        return "true or false";
    }

    /** The errors of an invalid record as the store keeps them beside it: as many as there is room for, at least one. */
    public static String json(List<Problem> errors) {
        var kept = new ArrayList<Map<String, Object>>();
        int bytes = 0;
        for (var problem : errors) {
            var error = error(problem, problem.field());
            bytes += RecordText.write(error).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LARGEST_ERRORS_BYTES) break;
            kept.add(error);
        }
        // A field's name may be as long as a record.
        if (kept.isEmpty() && !errors.isEmpty()) kept.add(error(errors.get(0), ""));
        return RecordText.write(kept);
    }

    private static Map<String, Object> error(Problem problem, String pointer) {
        var error = new LinkedHashMap<String, Object>();
        error.put("pointer", pointer);
        error.put("code", problem.code());
        error.put("message", problem.message());
        error.put("hint", problem.hint());
        return error;
    }
}

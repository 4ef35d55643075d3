package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.mapping.Expression;
import dev.crossdock.schema.RecordSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a collection asks of a record, whoever writes it: an id made from its key, no field of the product's own, its computed and
 * readonly fields, its schema, its size. Compiled once per use; thread-safe.
 */
public final class CollectionRules {
    /** DynamoDB takes 400 KB with names and the rest of the item. */
    private static final int LARGEST_BYTES = 380_000;

    private static final int LARGEST_ERRORS_BYTES = 16_000;
    private static final int LONGEST_ID_BYTES = 1_000;
    /** No index has such a name. */
    private static final String RULES = "= ";

    private final Collection collection;
    private final Optional<RecordSchema> schema;
    private final Map<String, Expression> computed = new LinkedHashMap<>();
    private final Indexes indexes;

    /** @throws dev.crossdock.flow.Refused when its schema or an expression cannot be used */
    public CollectionRules(Collection collection) {
        this.collection = collection;
        this.schema = collection.schema().map(RecordSchema::compile);
        this.indexes = new Indexes(collection);
        collection
                .computed()
                .forEach((field, text) -> computed.put(
                        field, Expression.compile(text, "collection " + collection.name() + " computed." + field)));
    }

    public Collection collection() {
        return collection;
    }

    /**
     * A record as it would be stored.
     *
     * @param errors what breaks the schema; empty = valid
     * @param indexed entries by which it is found
     */
    public record Checked(
            String id,
            Map<String, Object> tree,
            String text,
            String hash,
            List<Problem> errors,
            List<String> indexed) {}

    /** Either a record that can be stored, or why it cannot. */
    public record Answer(Optional<Checked> checked, Optional<Problem> refused) {}

    public Answer check(Object value) {
        return check(value, true);
    }

    /** As {@link #check(Object)} of a record of which only some fields are there: what it lacks is no error. */
    Answer checkPatch(Object value) {
        return check(value, false);
    }

    private Answer check(Object value, boolean whole) {
        if (!(value instanceof Map<?, ?> map)) {
            return refused(Problem.of(
                    "record.not-an-object",
                    "a record is an object, this is " + kind(value) + ".",
                    "Let the map give an object."));
        }
        var tree = new LinkedHashMap<String, Object>();
        map.forEach((key, part) -> {
            // Fields with an underscore are the product's own and cannot be set by callers.
            var name = String.valueOf(key);
            if (!name.startsWith("_") && !computed.containsKey(name)) tree.put(name, part);
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
        var errors = new ArrayList<Problem>();
        if (whole && !computed.isEmpty()) {
            compute(tree, errors);
            unstorable = Storable.refused(tree);
            if (unstorable.isPresent()) return refused(unstorable.get());
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
        if (whole) schema.ifPresent(s -> errors.addAll(s.check(tree)));
        var indexed = whole ? indexes.entries(tree) : List.<String>of();
        if (indexed.size() > Indexes.MOST) {
            return refused(Problem.of(
                    "record.too-many-values",
                    "the indexed fields and relations of the record have %,d values, a record is found by up to %d."
                            .formatted(indexed.size(), Indexes.MOST),
                    "Shorten the lists, or take the field out of indexes of collection " + collection.name() + "."));
        }
        var hash = RecordText.hash(tree, errors.isEmpty() ? "" : "invalid");
        return new Answer(Optional.of(new Checked(id, tree, text, hash, errors, indexed)), Optional.empty());
    }

    /** What is said of records that went by these rules, all of them: their indexes, and the rules themselves. */
    Set<String> marks() {
        var marks = new LinkedHashSet<>(indexes.marks());
        marks.add(RULES + RecordText.hash(rules(), ""));
        return marks;
    }

    /** All of them in one word. */
    String mark() {
        return RecordText.hash(List.copyOf(marks()), "");
    }

    private List<Object> rules() {
        return List.of(
                collection.key(),
                collection.schema().orElse(""),
                List.copyOf(collection.computed().entrySet()));
    }

    /** By what its records are found. */
    Indexes indexes() {
        return indexes;
    }

    /** @param before what was read @param next what takes its place */
    Write replacing(Optional<Stored> before, Stored next) {
        return new Write(next.collection(), next.id(), next.rev() - 1, Optional.of(next), before, collection.history());
    }

    /** @param before what was read */
    Write removing(Stored before) {
        return new Write(
                before.collection(),
                before.id(),
                before.rev(),
                Optional.empty(),
                Optional.of(before),
                collection.history());
    }

    /** Each sees those before it; one that gives nothing leaves its field out, one that fails is an error of the record. */
    private void compute(Map<String, Object> tree, List<Problem> errors) {
        computed.forEach((field, expression) -> {
            try {
                var result = expression.evaluate(Collections.unmodifiableMap(tree), Map.of());
                if (result.isPresent()) tree.put(field, result.get() == Expression.NULL ? null : result.get());
            } catch (Refused e) {
                errors.add(Problem.of(
                                "record.computed",
                                "the field \"" + field + "\" cannot be computed: "
                                        + e.problem().message(),
                                "Correct the record, or the expression in computed of collection " + collection.name()
                                        + ".")
                        .inField(field));
            }
        });
    }

    /**
     * A record as it takes the place of what is there: a readonly field that it leaves out stays as it is.
     *
     * @param caller whether it comes from a caller of the API, who cannot change one, and not from a job
     */
    Answer over(Optional<Stored> before, Checked checked, boolean caller) {
        if (before.isEmpty() || collection.readonly().isEmpty())
            return new Answer(Optional.of(checked), Optional.empty());
        if (!(RecordText.read(before.get().data()) instanceof Map<?, ?> there)) {
            return new Answer(Optional.of(checked), Optional.empty());
        }
        var tree = new LinkedHashMap<>(checked.tree());
        for (var field : collection.readonly()) {
            if (!tree.containsKey(field)) {
                if (there.containsKey(field)) tree.put(field, there.get(field));
            } else if (caller && !(there.containsKey(field) && FieldValue.same(tree.get(field), there.get(field)))) {
                return refused(Problem.of(
                                "record.readonly",
                                "the field \"" + field + "\" of collection " + collection.name()
                                        + " is readonly, and the record has another value there.",
                                "Leave it out, or send it as it is.")
                        .inField(field));
            }
        }
        return tree.size() == checked.tree().size() ? new Answer(Optional.of(checked), Optional.empty()) : check(tree);
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

    /** What {@link #json} has written. */
    public static List<Problem> errors(String json) {
        var errors = new ArrayList<Problem>();
        if (!(RecordText.read(json) instanceof List<?> all)) return errors;
        for (var each : all) {
            if (each instanceof Map<?, ?> error)
                errors.add(Problem.of(text(error, "code"), text(error, "message"), text(error, "hint"))
                        .in(text(error, "pointer")));
        }
        return errors;
    }

    private static String text(Map<?, ?> error, String name) {
        var value = error.get(name);
        return value == null ? "" : String.valueOf(value);
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

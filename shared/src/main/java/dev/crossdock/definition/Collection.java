package dev.crossdock.definition;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keyed records.
 *
 * @param key fields that make the record's id, joined by {@code |} when there are several; a {@code |} or {@code \} within
 *     one of several gets a {@code \} before it
 * @param schema JSON Schema 2020-12 text
 * @param indexes paths of fields by whose value records are found: {@code brand}, {@code categories[].key}
 * @param relations by name, in their order
 * @param computed JSONata by field, in the order in which they are computed
 * @param readonly fields that callers cannot change once they are there
 * @param history how long earlier revs are kept; empty = not at all
 */
public record Collection(
        String name,
        String description,
        List<String> key,
        Optional<String> schema,
        Invalid invalid,
        List<String> indexes,
        Map<String, Relation> relations,
        Map<String, String> computed,
        List<String> readonly,
        Optional<Duration> history) {
    public Collection {
        key = List.copyOf(key);
        indexes = List.copyOf(indexes);
        relations = Collections.unmodifiableMap(new LinkedHashMap<>(relations));
        computed = Collections.unmodifiableMap(new LinkedHashMap<>(computed));
        readonly = List.copyOf(readonly);
    }

    /** Of records that only have a key and a schema. */
    public Collection(
            String name,
            String description,
            List<String> key,
            Optional<String> schema,
            Invalid invalid,
            List<String> indexes) {
        this(name, description, key, schema, invalid, indexes, Map.of(), Map.of(), List.of(), Optional.empty());
    }
}

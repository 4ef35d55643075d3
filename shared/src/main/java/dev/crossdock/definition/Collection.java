package dev.crossdock.definition;

import java.util.List;
import java.util.Optional;

/**
 * Keyed records.
 *
 * @param key fields that make the record's id, joined by {@code |} when there are several; a {@code |} or {@code \} within
 *     one of several gets a {@code \} before it
 * @param schema JSON Schema 2020-12 text
 */
public record Collection(
        String name,
        String description,
        List<String> key,
        Optional<String> schema,
        Invalid invalid,
        List<String> indexes) {}

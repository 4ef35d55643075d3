package dev.crossdock.bucket;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Place;
import dev.crossdock.format.RecordReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes one record of consecutive rows that agree in some fields: the first row's fields, and {@code rows}, a list of all its rows
 * as they were read. Its place is never within a group. A row without any of the fields stands alone; one that cannot be read
 * takes its whole group with it, so that the rejects have all of it. Not thread-safe.
 */
final class GroupedReader implements RecordReader {
    static final String ROWS = "rows";
    /** More rows than anything that was meant as one thing has; what is read is held until the group ends. */
    static final int MOST_ROWS = 10_000;

    static final long MOST_BYTES = 16L << 20;

    private final RecordReader rows;
    private final List<String> by;
    private final String file;
    private Place at;
    private Optional<Record> ahead = Optional.empty();
    private boolean checked;

    /** @param fields by which rows belong together, at least one @param checked whether the fields are known to be there */
    GroupedReader(RecordReader rows, List<String> fields, String file, boolean checked) {
        this.rows = rows;
        this.by = fields;
        this.file = file;
        this.checked = checked;
        this.at = rows.place();
    }

    @Override
    public Optional<Record> next() {
        var first = ahead.isPresent() ? ahead : rows.next();
        ahead = Optional.empty();
        if (first.isEmpty()) {
            at = rows.place();
            return first;
        }
        expectFields(first.get());
        var group = new ArrayList<>(List.of(first.get()));
        var key = key(first.get());
        var behind = rows.place();
        while (true) {
            // If this throws, the group is not whole: it stays before the place that cannot be read.
            var row = rows.next();
            if (row.isEmpty() || !belongs(row.get(), key)) {
                ahead = row;
                at = behind;
                return Optional.of(together(group));
            }
            group.add(row.get());
            behind = rows.place();
            if (group.size() > MOST_ROWS || behind.byteOffset() - at.byteOffset() > MOST_BYTES) throw tooLarge(key);
        }
    }

    /** The place in front of the next group: behind it no row belongs to one before. */
    static Optional<Place> boundary(RecordReader rows, List<String> fields) {
        var grouped = new GroupedReader(rows, fields, "", true);
        do {
            grouped.ahead = rows.next();
            if (grouped.ahead.isEmpty()) return Optional.empty();
            // A row that cannot be read may belong to the group before the cut, and so may what follows it.
        } while (grouped.ahead.get().unreadable().isPresent());
        if (grouped.next().isEmpty() || grouped.ahead.isEmpty()) return Optional.empty();
        return Optional.of(grouped.at);
    }

    private boolean belongs(Record row, List<Object> key) {
        var own = key(row);
        return own.isEmpty() ? row.unreadable().isPresent() : own.equals(key);
    }

    /** Empty when the row has none of the fields. */
    private List<Object> key(Record row) {
        if (!(row.value() instanceof Map<?, ?> map)) return List.of();
        var key = new ArrayList<>();
        for (var field : by) key.add(map.get(field));
        return key.stream().allMatch(part -> part == null || part.equals("")) ? List.of() : key;
    }

    private static Record together(List<Record> group) {
        var first = group.get(0);
        if (!(first.value() instanceof Map<?, ?> fields)) return first;
        var value = new LinkedHashMap<String, Object>();
        fields.forEach((name, part) -> value.put((String) name, part));
        var rows = new ArrayList<>();
        group.forEach(row -> rows.add(row.value()));
        value.put(ROWS, rows);
        var unreadable = group.stream()
                .map(row -> row.unreadable().orElse(null))
                .filter(Objects::nonNull)
                .findFirst();
        return new Record(value, first.origin(), unreadable);
    }

    private void expectFields(Record first) {
        if (checked) return;
        checked = true;
        if (first.unreadable().isPresent() || !(first.value() instanceof Map<?, ?> map)) return;
        for (var field : by) {
            if (map.containsKey(field)) continue;
            var known = map.keySet().stream().limit(10).map(String::valueOf).toList();
            throw new Refused(Problem.of(
                            "group.field",
                            "the records are grouped by \"" + field + "\", and the first one has no such field.",
                            "Set from.group to one of its fields: " + String.join(", ", known)
                                    + (map.size() > known.size() ? " …" : "."))
                    .at(file));
        }
    }

    private Refused tooLarge(List<Object> key) {
        return new Refused(Problem.of(
                        "group.too-large",
                        "more than %,d rows or %,d MB in a row have %s %s."
                                .formatted(MOST_ROWS, MOST_BYTES >> 20, String.join(", ", by), shown(key)),
                        "Set from.group to a field that differs more often.")
                .at(at.in(file)));
    }

    private static String shown(List<Object> key) {
        var text = key.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    @Override
    public Place place() {
        return at;
    }

    @Override
    public void close() {
        rows.close();
    }
}

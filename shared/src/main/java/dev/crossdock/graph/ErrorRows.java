package dev.crossdock.graph;

import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Record;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An invalid record as rows of a table, one for each thing that is wrong with it: {@code _id}, {@code _field}, {@code _error},
 * {@code _hint}, {@code _code}, then the record's own fields. Whoever owns the data sorts and filters them in a spreadsheet.
 */
public final class ErrorRows implements Mapping {
    /** Where a {@link CollectionSource} of invalid records keeps what is wrong, apart. */
    static final String PROBLEMS = "_problems";

    @Override
    public List<Record> apply(Record in) {
        if (!(in.value() instanceof Map<?, ?> record) || !(record.get(PROBLEMS) instanceof List<?> problems)) {
            return List.of(in);
        }
        var rows = new ArrayList<Record>();
        for (var problem : problems) if (problem instanceof Map<?, ?> said) rows.add(in.with(row(record, said)));
        // A record is never lost because the store had no room for what is wrong with it.
        return rows.isEmpty() ? List.of(in.with(row(record, Map.of()))) : rows;
    }

    private static Map<String, Object> row(Map<?, ?> record, Map<?, ?> problem) {
        var row = new LinkedHashMap<String, Object>();
        row.put("_id", record.get("_id"));
        row.put("_field", field(text(problem.get("pointer"))));
        row.put("_error", text(problem.get("message")));
        row.put("_hint", text(problem.get("hint")));
        row.put("_code", text(problem.get("code")));
        record.forEach((name, value) -> row.putIfAbsent(String.valueOf(name), value));
        row.remove(PROBLEMS);
        row.remove("_errors");
        return row;
    }

    private static String text(Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    /** {@code /lines/0/sku} is {@code lines.0.sku}. */
    private static String field(String pointer) {
        if (pointer.isEmpty()) return "";
        return pointer.substring(1).replace("/", ".").replace("~1", "/").replace("~0", "~");
    }
}

package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sheet's columns, and how a row of cells becomes a record's value: as with CSV, an empty cell is the empty text, a column
 * without a name is called {@code _} and its number and is there only where it has a value, and the columns that a rejects file
 * has in addition are no part of any record.
 */
final class XlsxHeader {
    private final List<String> names;
    /** Whether a column is part of every record. */
    private final boolean[] always;

    private XlsxHeader(List<String> names, boolean[] always) {
        this.names = names;
        this.always = always;
    }

    /**
     * @param cells of the row with the names
     * @param place for messages, without the row
     * @throws Refused {@code xlsx.duplicate-header}
     */
    static XlsxHeader of(List<Object> cells, int row, String place) {
        var names = new ArrayList<String>();
        var always = new boolean[cells.size()];
        var seen = new HashMap<String, Integer>();
        for (int i = 0; i < cells.size(); i++) {
            var name = text(cells.get(i)).strip();
            always[i] = !name.isEmpty() && !CsvFormat.REJECT_COLUMNS.contains(name);
            if (name.isEmpty()) name = unnamed(i);
            var first = seen.putIfAbsent(name, i);
            if (first != null) {
                throw new Refused(Problem.of(
                                "xlsx.duplicate-header",
                                "the column \"%s\" is there twice (cells %s and %s)."
                                        .formatted(name, XlsxCells.address(first, row), XlsxCells.address(i, row)),
                                "Rename one of them: a record can hold only one.")
                        .at(place)
                        .in(name));
            }
            names.add(name);
        }
        return new XlsxHeader(List.copyOf(names), always);
    }

    private static String unnamed(int column) {
        return "_" + (column + 1);
    }

    private static String text(Object value) {
        if (value == null) return "";
        return value instanceof java.math.BigDecimal number ? JsonTrees.plain(number) : String.valueOf(value);
    }

    String name(int column) {
        return column < names.size() ? names.get(column) : unnamed(column);
    }

    /** @param cells null where nothing is */
    Map<String, Object> row(List<Object> cells) {
        var value = new LinkedHashMap<String, Object>();
        for (int i = 0; i < Math.max(cells.size(), names.size()); i++) {
            var cell = i < cells.size() && cells.get(i) != null ? cells.get(i) : "";
            var name = name(i);
            if (CsvFormat.REJECT_COLUMNS.contains(name)) continue;
            boolean fixed = i < always.length && always[i];
            if (fixed || !cell.equals("")) value.put(name, cell);
        }
        return value;
    }
}

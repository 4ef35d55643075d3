package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a record becomes a row of a sheet: texts stay texts, whatever they begin with, numbers are numbers as long as a spreadsheet
 * program keeps their digits, lists and objects are JSON. A rejects file takes everything: there, what is too long is cut off.
 * Immutable.
 */
final class XlsxRow {
    /** In UTF-16, as Excel counts. */
    static final int LONGEST_TEXT = 32_767;

    private static final int EXACT_DIGITS = 15;

    private final List<String> columns;
    private final Set<String> known;
    private final boolean rejects;

    /** @param columns never empty */
    XlsxRow(List<String> columns) {
        this.columns = List.copyOf(columns);
        this.known = new HashSet<>(columns);
        this.rejects = known.containsAll(CsvFormat.REJECT_COLUMNS);
        if (columns.size() > XlsxCells.MOST_COLUMNS) {
            throw new Refused(Problem.of(
                    "xlsx.too-many-columns",
                    String.format(
                            Locale.ROOT,
                            "there are %,d columns, and a sheet has %,d.",
                            columns.size(),
                            XlsxCells.MOST_COLUMNS),
                    "Let the map give fewer fields."));
        }
    }

    static XlsxRow of(Options options) {
        return new XlsxRow(columns(options));
    }

    static List<String> columns(Options options) {
        return options.values().get("columns") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }

    List<String> columns() {
        return columns;
    }

    /**
     * @return texts, numbers that a spreadsheet program keeps, booleans, and null where nothing is
     * @throws Refused {@code xlsx.not-a-row}, {@code xlsx.columns}, {@code xlsx.cell-too-long}
     */
    List<Object> cells(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new Refused(Problem.of(
                    "xlsx.not-a-row",
                    "a row is made of an object, not of a " + JsonTrees.kind(value) + ".",
                    "Let the map give objects."));
        }
        for (var key : map.keySet()) if (!known.contains(key)) throw unknown(String.valueOf(key));
        var cells = new ArrayList<>(columns.size());
        for (var column : columns) cells.add(cell(column, map.get(column)));
        return cells;
    }

    private Refused unknown(String key) {
        var some = columns.size() <= 10 ? columns.toString() : columns.subList(0, 10) + " …";
        return new Refused(Problem.of(
                        "xlsx.columns",
                        "\"" + key + "\" is not among the columns " + some + ".",
                        "Name all columns in format.xlsx.columns, or let the first record have them all.")
                .in(key));
    }

    private Object cell(String column, Object value) {
        if (value == null || value instanceof Boolean) return value;
        if (value instanceof Number number) return number(number);
        var text = value instanceof String string ? string : json(value);
        if (text.isEmpty()) return null;
        if (text.length() <= LONGEST_TEXT) return text;
        if (rejects) return text.substring(0, LONGEST_TEXT - 1) + "…";
        throw new Refused(Problem.of(
                        "xlsx.cell-too-long",
                        String.format(
                                Locale.ROOT,
                                "\"%s\" has %,d characters, and a cell holds %,d.",
                                column,
                                text.length(),
                                LONGEST_TEXT),
                        "Let the map shorten it, or write another format.")
                .in(column));
    }

    /** Texts where digits would be lost: article numbers of 18 digits, decimals finer than any float. */
    private static Object number(Number value) {
        var number = decimal(value);
        var bare = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        boolean whole = bare.scale() <= 0;
        boolean few = bare.precision() <= EXACT_DIGITS;
        double kept = bare.doubleValue();
        boolean same = Double.isFinite(kept) && new BigDecimal(Double.toString(kept)).compareTo(bare) == 0;
        return same && (few || !whole) ? bare : JsonTrees.plain(number);
    }

    private static BigDecimal decimal(Number value) {
        if (value instanceof BigDecimal decimal) return decimal;
        if (value instanceof BigInteger integer) return new BigDecimal(integer);
        return new BigDecimal(value.toString());
    }

    private static String json(Object value) {
        try {
            return JsonTrees.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new Refused(Problem.of(
                    "xlsx.value", "a nested value cannot be written: " + JsonTrees.said(e) + ".", "Correct its map."));
        }
    }
}

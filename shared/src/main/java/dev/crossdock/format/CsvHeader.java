package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A CSV file's columns, and how a row of fields becomes a record's value.
 *
 * <p>A column without a name (exports end in such) is called {@code _} and its number, and is part of a record only where it
 * has a value. The columns that a rejects file has in addition are no part of any record.
 */
final class CsvHeader {
    /** More than any table has; less than a binary file may seem to have. */
    static final int MOST_COLUMNS = 16_384;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern UNNAMED = Pattern.compile("_\\d{1,5}");

    private final List<String> names;
    private final String state;
    /** Positions of what every record has, and of what it has when there is a value. */
    private final int[] always;

    private final int[] sometimes;
    private final RowMap.Columns columns;

    private CsvHeader(List<String> names, String state) {
        this.names = names;
        this.state = state;
        var most = new ArrayList<Integer>();
        var rare = new ArrayList<Integer>();
        for (int i = 0; i < names.size(); i++) {
            if (CsvFormat.REJECT_COLUMNS.contains(names.get(i))) continue;
            (UNNAMED.matcher(names.get(i)).matches() ? rare : most).add(i);
        }
        always = most.stream().mapToInt(i -> i).toArray();
        sometimes = rare.stream().mapToInt(i -> i).toArray();
        columns = RowMap.Columns.of(most.stream().map(names::get).toList());
    }

    /**
     * @param fields of the header line
     * @param place for messages
     * @throws Refused {@code csv.duplicate-header}
     */
    static CsvHeader of(List<String> fields, String place) {
        if (fields.size() > MOST_COLUMNS) {
            throw new Refused(Problem.of(
                            "csv.too-many-columns",
                            "the header has more than %d columns.".formatted(MOST_COLUMNS),
                            "Look whether this is a CSV file with line ends.")
                    .at(place));
        }
        var seen = new HashMap<String, Integer>();
        var names = new ArrayList<String>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            var name = fields.get(i).strip();
            if (name.isEmpty()) name = "_" + (i + 1);
            var first = seen.put(name, i + 1);
            if (first != null) {
                throw new Refused(Problem.of(
                                "csv.duplicate-header",
                                "the column \"%s\" is there twice (columns %d and %d).".formatted(name, first, i + 1),
                                "Rename one of them: a record can hold only one.")
                        .at(place)
                        .in(name));
            }
            names.add(name);
        }
        try {
            return new CsvHeader(List.copyOf(names), JSON.writeValueAsString(names));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param state what {@link #state()} gave, maybe on another machine */
    static CsvHeader parse(String state) {
        try {
            return new CsvHeader(Arrays.asList(JSON.readValue(state, String[].class)), state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a CSV reader's place: " + state, e);
        }
    }

    /**
     * @param columns that the file must have; empty = any
     * @throws Refused {@code csv.other-header}
     */
    void refuseOther(List<String> columns, String place) {
        if (columns.isEmpty()) return;
        var mine = names.stream()
                .filter(name -> !CsvFormat.REJECT_COLUMNS.contains(name))
                .toList();
        if (mine.equals(columns)) return;
        int at = 0;
        while (at < mine.size() && at < columns.size() && mine.get(at).equals(columns.get(at))) at++;
        var is = at < mine.size() ? "is \"" + mine.get(at) + "\"" : "is missing";
        var should = at < columns.size() ? "should be \"" + columns.get(at) + "\"" : "should not be there";
        throw new Refused(Problem.of(
                        "csv.other-header",
                        "the header is not the one that the job declares: column %d %s and %s."
                                .formatted(at + 1, is, should),
                        "Correct the file, or format.csv.columns.")
                .at(place));
    }

    List<String> names() {
        return names;
    }

    String state() {
        return state;
    }

    /** Whether a record has no value in columns without a name. */
    boolean plain(CsvScanner scanner) {
        for (int i : sometimes) if (scanner.to(i) > scanner.from(i)) return false;
        return true;
    }

    /** Of the record found last, which is {@link #plain}, with as many fields as columns, or more that are empty. */
    Map<String, Object> row(CsvScanner scanner, CsvTexts texts) {
        return new RowMap(columns, CsvRow.of(scanner, texts, always));
    }

    /** @param fields as many as columns, or more that are empty */
    Map<String, Object> row(String[] fields) {
        boolean plain = true;
        for (int i : sometimes) plain &= fields[i].isEmpty();
        if (!plain) return whole(fields);
        if (always.length == fields.length) return new RowMap(columns, fields);
        var values = new String[always.length];
        for (int i = 0; i < values.length; i++) values[i] = fields[always[i]];
        return new RowMap(columns, values);
    }

    /** Of any number of fields: those that are missing are empty, those too many are called as columns without a name. */
    Map<String, Object> whole(String[] fields) {
        var value = new LinkedHashMap<String, Object>();
        for (int i = 0; i < Math.max(fields.length, names.size()); i++) {
            var name = i < names.size() ? names.get(i) : "_" + (i + 1);
            var text = i < fields.length ? fields[i] : "";
            boolean unnamed = i >= names.size() || UNNAMED.matcher(name).matches();
            if (CsvFormat.REJECT_COLUMNS.contains(name) || unnamed && text.isEmpty()) continue;
            // Nothing that was read is lost, whatever the columns are called.
            while (value.containsKey(name)) name = "_" + name;
            value.put(name, text);
        }
        return value;
    }
}

package dev.crossdock.format;

import dev.crossdock.flow.Record;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A table for people: no text of a record is a formula for the spreadsheet program that opens it. A {@code '} is put before what
 * begins with a character that begins one (OWASP, "CSV Injection"; the wide forms too, which some programs take for the same),
 * unless it is a number, and behind a delimiter that another program may see in a text. Not thread-safe.
 */
final class Unformulated implements RecordWriter {
    private static final String FIRST = "=+@\t\r\n\u002d\uFF1D\uFF0B\uFF20\uFF0D";
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+([.,]\\d+)*([eE][+-]?\\d+)?");
    private static final Pattern INSIDE = Pattern.compile("([;,|\t\r\n\"] *)([=@\uFF1D\uFF20])");

    private final RecordWriter writer;

    /** @param columns may be empty */
    Unformulated(Function<List<String>, RecordWriter> writer, List<String> columns) {
        this.writer = writer.apply(columns.stream().map(Unformulated::plain).toList());
    }

    static String plain(String text) {
        if (text.isEmpty()) return text;
        var inside = INSIDE.matcher(text).replaceAll("$1'$2");
        int begin = 0;
        while (begin < inside.length() - 1 && inside.charAt(begin) == ' ') begin++;
        boolean formula = FIRST.indexOf(inside.charAt(begin)) >= 0
                && !NUMBER.matcher(text.strip()).matches();
        return formula ? "'" + inside : inside;
    }

    @Override
    public void write(Record record) {
        if (!(record.value() instanceof Map<?, ?> map)) {
            writer.write(record);
            return;
        }
        var plain = new LinkedHashMap<String, Object>();
        map.forEach((key, value) ->
                plain.put(plain(String.valueOf(key)), value instanceof String text ? plain(text) : value));
        writer.write(record.with(plain));
    }

    @Override
    public void close() {
        writer.close();
    }
}

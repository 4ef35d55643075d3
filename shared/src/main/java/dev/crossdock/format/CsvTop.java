package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.List;

/**
 * What stands above a CSV file's records, and what the columns are called.
 *
 * @param skip lines before the header that are passed over
 * @param lines of the header; 0 = none; the names of several are joined by a blank
 * @param columns that the file must have, in this order; empty = whatever the header says
 * @param surplus empty fields that the records may have behind the last column; detected
 */
record CsvTop(int skip, int lines, List<String> columns, int surplus) {
    /** More lines than this above the records are no header. */
    static final int MOST_LINES = 1000;

    static CsvTop of(Options options) {
        var header = CsvDialect.text(options, "header", "1");
        var columns = options.values().get("columns") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.<String>of();
        return new CsvTop(
                number("skip", CsvDialect.text(options, "skip", "0"), 0),
                header.equals("none") ? 0 : number("header", header, 1),
                columns,
                number("surplus", CsvDialect.text(options, "surplus", "0"), 0));
    }

    private static int number(String key, String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= MOST_LINES) return number;
        } catch (NumberFormatException e) {
            // The same message.
        }
        throw new Refused(Problem.of(
                "format.option",
                "format.csv." + key + " \"" + text + "\" is no number of lines.",
                "Write a whole number from " + least + " to " + MOST_LINES + "."));
    }

    CsvTop ofRejects() {
        return new CsvTop(0, 1, columns, surplus);
    }

    boolean none() {
        return lines == 0;
    }

    /** Of a file that is declared to be one column without a header an empty line is a record, with that column empty. */
    boolean emptyLinesCount() {
        return none() && columns.size() == 1;
    }
}

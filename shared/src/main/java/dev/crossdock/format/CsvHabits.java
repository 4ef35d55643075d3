package dev.crossdock.format;

import java.util.List;

/** Ways in which some programs write CSV, told from a file's beginning. Each is taken only where nothing speaks against it. */
final class CsvHabits {
    /** More lines are no title above a table. */
    private static final int MOST_ABOVE = 20;

    private static final String DELIMITERS = ",;\t|";

    private CsvHabits() {}

    /** Whether fields are quoted by apostrophes: some begin and end with one, and none with a quotation mark. */
    static boolean singleQuotes(String text) {
        int opening = 0;
        int closing = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\'' && c != '"') continue;
            boolean opens = i == 0 || edge(text.charAt(i - 1));
            boolean closes = i + 1 == text.length() || edge(text.charAt(i + 1));
            if (c == '"' && (opens || closes)) return false;
            if (c == '"' || opens && closes) continue;
            if (opens) opening++;
            if (closes) closing++;
        }
        // A word may begin with an apostrophe; a name that ends with one is rare.
        return closing > 1 && opening > 1 && closing * 2 > opening;
    }

    /** Whether apostrophes stand within words of a text that apostrophes quote: {@code 'it won't do'}. */
    static boolean apostrophes(String text) {
        for (int i = text.indexOf('\''); i >= 0; i = text.indexOf('\'', i + 1)) {
            boolean within = i > 0
                    && i + 1 < text.length()
                    && Character.isLetter(text.charAt(i - 1))
                    && Character.isLetter(text.charAt(i + 1));
            if (within) return true;
        }
        return false;
    }

    /** How many delimiters nine of ten records have more than the header: a habit of exports that end each line with one. */
    static int surplus(List<Integer> counts) {
        if (counts.size() < 2) return 0;
        var records = counts.subList(1, counts.size());
        int most = records.stream()
                .max(java.util.Comparator.comparing(count -> java.util.Collections.frequency(records, count)))
                .orElseThrow();
        long same = records.stream().filter(count -> count == most).count();
        return same * 10 >= records.size() * 9L ? Math.max(0, most - counts.get(0)) : 0;
    }

    private static boolean edge(char c) {
        return c == '\n' || c == '\r' || DELIMITERS.indexOf(c) >= 0;
    }

    /** Whether a quote in a field has a backslash before it: one is there in the middle of a field, and no quote is doubled. */
    static boolean backslashes(String text, char delimiter, char quote) {
        boolean any = false;
        for (int i = 1; quote != 0 && i + 1 < text.length(); i++) {
            if (text.charAt(i) != quote) continue;
            char before = text.charAt(i - 1);
            boolean inside = !ends(text.charAt(i + 1), delimiter);
            if (before == '\\' && inside) any = true;
            if (before == quote && inside && i > 1 && !ends(text.charAt(i - 2), delimiter)) return false;
        }
        return any;
    }

    /** Whether a blank stands behind every delimiter of the first line, and behind each one that a quote follows. */
    static boolean padded(String text, char delimiter, char quote) {
        int end = lineEnd(text, 0);
        boolean any = false;
        for (int i = 0; i + 1 < end; i++) {
            if (text.charAt(i) != delimiter) continue;
            if (text.charAt(i + 1) != ' ') return false;
            any = true;
        }
        // Where nothing is quoted a blank may be meant, and does no harm.
        return any
                && quote != 0
                && delimiter != ' '
                && text.contains(delimiter + " " + quote)
                && !text.contains("" + delimiter + quote);
    }

    /**
     * How many lines stand above the header: lines with at most one field that holds something, above one of three or more named
     * columns that the lines below it agree with.
     */
    static int linesAbove(String text, char delimiter, char quote) {
        int from = 0;
        for (int line = 0; line <= MOST_ABOVE && from < text.length(); line++) {
            int end = lineEnd(text, from);
            var fields = text.substring(from, end).split(java.util.regex.Pattern.quote("" + delimiter), -1);
            if (fields.length > 2 && List.of(fields).stream().noneMatch(String::isBlank)) {
                return line == 0 || agree(CsvDetector.counts(text.substring(from), delimiter, quote)) ? line : 0;
            }
            boolean title =
                    List.of(fields).stream().filter(field -> !field.isBlank()).count() <= 1
                            && (quote == 0 || text.substring(from, end).indexOf(quote) < 0);
            if (!title) return 0;
            from = end + (text.startsWith("\r\n", end) ? 2 : 1);
        }
        return 0;
    }

    private static boolean agree(List<Integer> counts) {
        long same = counts.stream().filter(counts.get(0)::equals).count();
        return counts.size() > 1 && same * 10 >= counts.size() * 9L;
    }

    private static boolean ends(char c, char delimiter) {
        return c == delimiter || c == '\n' || c == '\r';
    }

    private static int lineEnd(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') i++;
        return i;
    }
}

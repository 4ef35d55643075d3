package dev.crossdock.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Completes what a job says about a CSV file by what the file's beginning shows. */
final class CsvDetector {
    private static final List<Character> CANDIDATES = List.of(',', ';', '\t', '|');
    /** Enough to tell a delimiter; a file's later lines are like its first ones. */
    private static final int LINES = 50;

    private CsvDetector() {}

    static FileFormat.Detected detect(String file, byte[] head, Options options) {
        Binary.refuse("csv", file, head);
        Map<String, Object> values = new LinkedHashMap<>(options.values());
        var remark = encoding(values, head);
        var text = new String(head, Encoding.of(String.valueOf(values.get("encoding"))));
        if (text.startsWith("\uFEFF")) text = text.substring(1);
        if (!values.containsKey("quote") && CsvHabits.singleQuotes(text)) {
            values.put("quote", "'");
            if (CsvHabits.apostrophes(text)) values.putIfAbsent("strayQuotes", "keep");
        }
        char quote = CsvQuoting.of(new Options("csv", Map.of("quote", values.getOrDefault("quote", "\""))))
                .quote();
        if (!values.containsKey("delimiter")) {
            char delimiter = said(text)
                    .orElse(
                            Compression.bareName(file).toLowerCase(Locale.ROOT).endsWith(".tsv")
                                    ? '\t'
                                    : likeliest(text, quote));
            values.put("delimiter", CsvDialect.shown(delimiter));
        }
        var more = habits(values, text, quote);
        return new FileFormat.Detected(new Options("csv", values), (remark + " " + more).strip());
    }

    /** What is seldom so, and shows; not where the job says something of it. @return a remark, or "" */
    private static String habits(Map<String, Object> values, String text, char quote) {
        char delimiter = CsvDialect.of(
                        new Options("csv", Map.of("delimiter", values.get("delimiter"), "quote", "none")))
                .delimiter();
        if (!values.containsKey("escape") && CsvHabits.backslashes(text, delimiter, quote)) values.put("escape", "\\");
        if (!values.containsKey("trim") && CsvHabits.padded(text, delimiter, quote)) values.put("trim", true);
        int surplus = CsvHabits.surplus(counts(text, delimiter, quote));
        if (surplus > 0) values.put("surplus", surplus);
        boolean said = values.containsKey("skip") || values.containsKey("header") || values.containsKey("columns");
        int above = said ? 0 : CsvHabits.linesAbove(text, delimiter, quote);
        if (above == 0) return "";
        values.put("skip", above);
        return "The first %d line%s above the header %s passed over; set format.csv.skip to be sure."
                .formatted(above, above == 1 ? "" : "s", above == 1 ? "was" : "were");
    }

    /** @return a remark, or "" */
    private static String encoding(Map<String, Object> values, byte[] head) {
        var given = values.containsKey("encoding") ? Encoding.of(String.valueOf(values.get("encoding"))) : null;
        var wide = Encoding.wide(head);
        // Which byte comes first only the file can say.
        boolean ofThatKind =
                given == null || given.name().equals("UTF-16") || given.name().equals("UTF-32");
        if (wide.isPresent() && ofThatKind) {
            values.put("encoding", wide.get());
            return "";
        }
        if (Encoding.marked(head)) {
            values.put("encoding", "utf-8");
            return given == null || given.name().equals("UTF-8")
                    ? ""
                    : "The file says by its byte order mark that it is UTF-8, and was read so, not as " + given.name()
                            + ".";
        }
        if (given != null) return "";
        boolean utf8 = Encoding.utf8(head) || Encoding.partlyUtf8(head);
        values.put("encoding", utf8 ? "utf-8" : "windows-1252");
        return utf8
                ? ""
                : "The beginning is no UTF-8 and was read as windows-1252; set format.csv.encoding to be sure.";
    }

    /** Excel's own first line {@code sep=;}. */
    private static Optional<Character> said(String text) {
        boolean is =
                text.length() > 5 && text.regionMatches(true, 0, "sep=", 0, 4) && "\r\n".indexOf(text.charAt(5)) >= 0;
        return is && text.charAt(4) > 0 && text.charAt(4) < 128 ? Optional.of(text.charAt(4)) : Optional.empty();
    }

    /** The candidate that cuts most of the first lines into as many fields as the header; the most fields win a draw. */
    private static char likeliest(String text, char quote) {
        char best = ',';
        long bestScore = 0;
        for (char candidate : CANDIDATES) {
            var counts = counts(text, candidate, quote);
            int above = counts.isEmpty() || counts.get(0) > 0 ? 0 : CsvHabits.linesAbove(text, candidate, quote);
            if (counts.isEmpty() || counts.get(above) == 0) continue;
            int header = counts.get(above);
            long same = counts.stream().filter(count -> count == header).count();
            long score = same * 1000 / counts.size() * 1_000_000 + header;
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    /** How often the candidate stands outside of quotes in each of the first records that are whole. */
    static List<Integer> counts(String text, char candidate, char quote) {
        var counts = new ArrayList<Integer>();
        int count = 0;
        boolean quoted = false;
        boolean fieldBegins = true;
        boolean any = false;
        for (int i = 0; i < text.length() && counts.size() < LINES; i++) {
            char c = text.charAt(i);
            if (quoted) {
                quoted = c != quote;
                // A doubled quote closes and opens at once.
                fieldBegins = !quoted;
            } else if (c == '\n' || c == '\r') {
                if (any) counts.add(count);
                count = 0;
                any = false;
                fieldBegins = true;
            } else {
                any = true;
                quoted = quote != 0 && c == quote && fieldBegins;
                fieldBegins = c == candidate;
                if (c == candidate) count++;
            }
        }
        if (counts.isEmpty() && any) counts.add(count);
        return counts;
    }

    /** Another delimiter that a header of one column holds, which is likely the right one; 0 = none. */
    static char likelier(String onlyColumn, char delimiter) {
        char best = 0;
        long most = 0;
        for (char candidate : CANDIDATES) {
            long count = onlyColumn.chars().filter(c -> c == candidate).count();
            if (candidate != delimiter && count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }
}

package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a CSV file is written.
 *
 * @param quote 0 = none
 * @param encoding as stored; UTF-16 is transcoded to UTF-8 before anything else sees it
 */
record CsvDialect(char delimiter, char quote, Charset encoding) {
    private static final List<Character> CANDIDATES = List.of(',', ';', '\t', '|');

    static CsvDialect of(Options options) {
        var delimiter = text(options, "delimiter", ",");
        var quote = text(options, "quote", "\"");
        return new CsvDialect(
                delimiter.equals("tab") ? '\t' : single("delimiter", delimiter),
                quote.equals("none") ? 0 : single("quote", quote),
                charset(text(options, "encoding", "utf-8")));
    }

    private static char single(String key, String text) {
        if (text.length() == 1 && text.charAt(0) < 128 && text.charAt(0) != '\n' && text.charAt(0) != '\r') {
            return text.charAt(0);
        }
        throw new Refused(Problem.of(
                "csv.option",
                "format.csv." + key + " \"" + text + "\" is not one ASCII character.",
                "For example \";\"."));
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                    "csv.option",
                    "format.csv.encoding \"" + name + "\" is not known.",
                    "For example utf-8, windows-1252, iso-8859-1, utf-16."));
        }
    }

    static String text(Options options, String key, String otherwise) {
        var value = options.values().get(key);
        return value == null ? otherwise : String.valueOf(value);
    }

    boolean wide() {
        return encoding.name().startsWith("UTF-16");
    }

    /** The encoding after transcoding. */
    Charset read() {
        return wide() ? StandardCharsets.UTF_8 : encoding;
    }

    /** Completes what the job says by what the file's beginning shows. */
    static FileFormat.Detected detect(String file, byte[] head, Options options) {
        refuseBinary(file, head);
        Map<String, Object> values = new LinkedHashMap<>(options.values());
        var remark = new StringBuilder();
        if (!values.containsKey("encoding")) values.put("encoding", encoding(head, remark));
        if (!values.containsKey("delimiter")) {
            var charset = charset(String.valueOf(values.get("encoding")));
            char quote = of(new Options("csv", Map.of("quote", values.getOrDefault("quote", "\""))))
                    .quote();
            values.put("delimiter", String.valueOf(delimiter(file, new String(head, charset), quote)));
        }
        return new FileFormat.Detected(new Options("csv", values), remark.toString());
    }

    private static String encoding(byte[] head, StringBuilder remark) {
        int a = head[0] & 0xff;
        int b = head.length > 1 ? head[1] & 0xff : -1;
        if (a == 0xff && b == 0xfe) return "utf-16le";
        if (a == 0xfe && b == 0xff) return "utf-16be";
        if (head.length >= 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0) return "utf-16le";
        if (head.length >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0) return "utf-16be";
        if (utf8(head)) return "utf-8";
        remark.append("The beginning is no UTF-8 and was read as windows-1252; set format.csv.encoding to be sure.");
        return "windows-1252";
    }

    /** Whether these bytes are UTF-8, but for a character that the end cuts. */
    private static boolean utf8(byte[] head) {
        for (int cut = 0; cut < 4 && cut < head.length; cut++) {
            try {
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(head, 0, head.length - cut));
                return true;
            } catch (CharacterCodingException e) {
                // With a shorter end, perhaps.
            }
        }
        return false;
    }

    /** The candidate that cuts the first lines into the same number of fields; the most fields win. */
    private static char delimiter(String file, String text, char quote) {
        if (file.toLowerCase(java.util.Locale.ROOT).contains(".tsv")) return '\t';
        char best = ',';
        long bestScore = 0;
        for (char candidate : CANDIDATES) {
            var counts = counts(text, candidate, quote);
            if (counts.isEmpty() || counts.get(0) == 0) continue;
            int header = counts.get(0);
            long same = counts.stream().filter(count -> count == header).count();
            long score = same * 1000 / counts.size() * 1000 + header;
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    /** How often the candidate stands outside of quotes in each of the first records that are whole. */
    private static List<Integer> counts(String text, char candidate, char quote) {
        var counts = new java.util.ArrayList<Integer>();
        int count = 0;
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < text.length() && counts.size() < 50; i++) {
            char c = text.charAt(i);
            if (quote != 0 && c == quote) quoted = !quoted;
            else if (quoted) continue;
            else if (c == candidate) count++;
            else if (c == '\n' || c == '\r') {
                if (any) counts.add(count);
                count = 0;
                any = false;
                continue;
            }
            any = true;
        }
        if (counts.isEmpty() && any) counts.add(count);
        return counts;
    }

    private static final Map<String, String> MAGIC = Map.of(
            "PK\u0003\u0004", "an Excel workbook or a zip archive. Save it as CSV, or unpack it",
            "%PDF", "a PDF document. Export the data as CSV",
            "\u0089PNG", "a picture. Drop the data file",
            "\u00d0\u00cf\u0011\u00e0", "an old Excel workbook. Save it as CSV",
            "PAR1", "a Parquet file. Export it as CSV");

    private static void refuseBinary(String file, byte[] head) {
        var latin = new String(head, 0, Math.min(head.length, 4096), StandardCharsets.ISO_8859_1);
        for (var magic : MAGIC.entrySet()) {
            if (latin.startsWith(magic.getKey())) {
                throw binary(
                        file,
                        "the file is named as CSV, and is " + magic.getValue().replaceFirst("\\. .*", "") + ".",
                        magic.getValue().replaceFirst("^[^.]*\\. ", "") + ".");
            }
        }
        // UTF-16 has a NUL in every other place, and nothing else that is text has any.
        long nulls = latin.chars().filter(c -> c == 0).count();
        boolean wide = latin.startsWith("\u00ff\u00fe")
                || latin.startsWith("\u00fe\u00ff")
                || head.length >= 4 && (head[0] == 0) != (head[1] == 0) && (head[2] == 0) != (head[3] == 0);
        if (nulls > 0 && !wide) {
            throw binary(
                    file,
                    "the file is binary: byte %,d is NUL.".formatted(latin.indexOf('\0')),
                    "Drop a text file, or name its format in the job.");
        }
    }

    private static Refused binary(String file, String message, String hint) {
        return new Refused(Problem.of("csv.binary", message, hint).at(file));
    }

    /** Another delimiter that the one column of a header holds, which is likely the right one; 0 = none. */
    static char likelier(String onlyColumn, char delimiter) {
        for (char candidate : CANDIDATES) {
            if (candidate != delimiter && onlyColumn.indexOf(candidate) >= 0) return candidate;
        }
        return 0;
    }
}

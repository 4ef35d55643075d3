package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.nio.charset.Charset;

/**
 * How a CSV file is written.
 *
 * @param delimiter an ASCII character
 * @param quote an ASCII character; 0 = none
 * @param encoding as stored
 */
record CsvDialect(char delimiter, char quote, Charset encoding) {
    CsvDialect {
        if (delimiter == quote) {
            throw new Refused(Problem.of(
                    "format.option",
                    "\"" + shown(delimiter) + "\" cannot be both the delimiter and the quote.",
                    "Change format.csv.delimiter or format.csv.quote."));
        }
    }

    static CsvDialect of(Options options) {
        var delimiter = text(options, "delimiter", ",");
        var quote = text(options, "quote", "\"");
        return new CsvDialect(
                delimiter.equals("tab") ? '\t' : single("delimiter", delimiter),
                quote.equals("none") ? 0 : single("quote", quote),
                Encoding.of(text(options, "encoding", "utf-8")));
    }

    private static char single(String key, String text) {
        if (text.length() == 1 && text.charAt(0) > 0 && text.charAt(0) < 128 && "\r\n".indexOf(text.charAt(0)) < 0) {
            return text.charAt(0);
        }
        throw new Refused(Problem.of(
                "format.option",
                "format.csv." + key + " \"" + text + "\" is not one ASCII character.",
                "For example \";\"."));
    }

    static String text(Options options, String key, String otherwise) {
        var value = options.values().get(key);
        return value == null ? otherwise : String.valueOf(value);
    }

    /** Whether the file must become UTF-8 before its records can be found by their bytes. */
    boolean transcoded() {
        return !Encoding.bytewise(encoding);
    }

    /** As a job says it. */
    static String shown(char c) {
        return c == '\t' ? "tab" : String.valueOf(c);
    }
}

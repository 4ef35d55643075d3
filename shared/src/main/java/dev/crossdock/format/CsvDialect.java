package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.nio.charset.Charset;

/**
 * How a CSV file is written.
 *
 * @param delimiter an ASCII character
 * @param trim whether blanks around fields and before opening quotes are nobody's
 * @param encoding as stored
 */
record CsvDialect(char delimiter, boolean trim, CsvQuoting quoting, CsvTop top, Charset encoding) {
    CsvDialect {
        if (delimiter == quoting.quote()) {
            throw new Refused(Problem.of(
                    "format.option",
                    "\"" + shown(delimiter) + "\" cannot be both the delimiter and the quote.",
                    "Change format.csv.delimiter or format.csv.quote."));
        }
        if (delimiter == quoting.escape()) {
            throw new Refused(Problem.of(
                    "format.option",
                    "\"" + shown(delimiter) + "\" cannot be both the delimiter and the escape.",
                    "Change format.csv.delimiter or format.csv.escape."));
        }
    }

    static CsvDialect of(Options options) {
        var delimiter = text(options, "delimiter", ",");
        return new CsvDialect(
                delimiter.equals("tab") ? '\t' : single("delimiter", delimiter),
                text(options, "trim", "false").equals("true"),
                CsvQuoting.of(options),
                CsvTop.of(options),
                Encoding.of(text(options, "encoding", "utf-8")));
    }

    static char single(String key, String text) {
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

    /** 0 = nothing is quoted. */
    char quote() {
        return quoting.quote();
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

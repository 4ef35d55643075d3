package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Locale;

/**
 * How fields of a CSV file are quoted.
 *
 * @param quote an ASCII character; 0 = nothing is quoted
 * @param escape stands before a quote that belongs to a quoted field: the quote itself (RFC 4180), another ASCII character, or
 *     0 = nothing, and a quote closes a field only where the field ends
 * @param stray what becomes of a quote that neither opens nor closes a field
 */
record CsvQuoting(char quote, char escape, Stray stray) {
    enum Stray {
        /** In an unquoted field it is text; behind a closing quote it spoils the record. */
        USUAL,
        /** It spoils the record wherever it stands, as RFC 4180 has it. */
        REJECT,
        /** It is text wherever it stands; a quote closes a field only where the field ends. */
        KEEP
    }

    static CsvQuoting of(Options options) {
        var quote = CsvDialect.text(options, "quote", "\"");
        char q = quote.equals("none") ? 0 : CsvDialect.single("quote", quote);
        var escape = CsvDialect.text(options, "escape", "");
        char e = escape.isEmpty() ? q : escape.equals("none") ? 0 : CsvDialect.single("escape", escape);
        return new CsvQuoting(q, e, stray(CsvDialect.text(options, "strayQuotes", "usual")));
    }

    private static Stray stray(String word) {
        try {
            return Stray.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                    "format.option",
                    "format.csv.strayQuotes \"" + word + "\" is not known.",
                    "Write keep or reject, or leave it out."));
        }
    }

    boolean keepsStray() {
        return stray == Stray.KEEP;
    }

    boolean doubled() {
        return quote != 0 && escape == quote;
    }

    /** Whether a quote closes its field only where a delimiter, a line end or the file's end follows. */
    boolean closesAtEnd() {
        return quote != 0 && (stray == Stray.KEEP || escape == 0);
    }

    /** Whether quotes are as RFC 4180 has them, so that the text between two of them can be told from its outside by itself. */
    boolean plain() {
        return (quote == 0 || doubled()) && stray != Stray.KEEP;
    }
}

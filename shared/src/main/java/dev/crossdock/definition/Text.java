package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with JSONata inside: {@code products-{$run.date}.ndjson}, {@code PUT /products/{sku}}. Only its syntax; who evaluates
 * the expressions is the mapping room.
 *
 * <p>{@code {{} and {@code }}} stand for one brace. Inside an expression braces, quotes, backticks and comments may nest.
 */
public final class Text {
    private Text() {}

    /**
     * @param expression whether {@code text} is JSONata, without its braces; else it is taken as it stands
     * @param at 0-based index of the part's first character in the whole text (of the expression: behind its brace)
     */
    public record Part(boolean expression, String text, int at) {}

    /**
     * The parts in order; neighbouring literals are one part. An empty text has none.
     *
     * @throws Refused {@code config.text} when a brace is never closed or an expression is empty
     */
    public static List<Part> parse(String text) {
        var parts = new ArrayList<Part>();
        var literal = new StringBuilder();
        int literalAt = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if (c == '{' && !doubled) {
                if (!literal.isEmpty()) parts.add(new Part(false, literal.toString(), literalAt));
                literal.setLength(0);
                int end = end(text, i);
                if (text.substring(i + 1, end).isBlank()) {
                    throw refuse(text, i, "is empty", "Write an expression into it, or {{ for a brace.");
                }
                parts.add(new Part(true, text.substring(i + 1, end), i + 1));
                i = end;
                literalAt = i + 1;
            } else {
                if (literal.isEmpty()) literalAt = i;
                literal.append(c);
                if (doubled && (c == '{' || c == '}')) i++;
            }
        }
        if (!literal.isEmpty()) parts.add(new Part(false, literal.toString(), literalAt));
        return List.copyOf(parts);
    }

    /** Index of the brace that closes the one at {@code open}. */
    private static int end(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '{' -> depth++;
                case '}' -> {
                    if (--depth == 0) return i;
                }
                case '"', '\'', '`' -> i = endOfQuoted(text, i);
                case '/' -> {
                    if (text.startsWith("/*", i)) {
                        int close = text.indexOf("*/", i + 2);
                        i = close < 0 ? text.length() : close + 1;
                    }
                }
                default -> {}
            }
        }
        throw refuse(text, open, "is never closed", "Close it, or write {{ for a brace.");
    }

    private static int endOfQuoted(String text, int open) {
        char quote = text.charAt(open);
        for (int i = open + 1; i < text.length(); i++) {
            if (text.charAt(i) == quote) return i;
            if (text.charAt(i) == '\\' && quote != '`') i++;
        }
        return text.length();
    }

    private static Refused refuse(String text, int at, String what, String hint) {
        var shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
        return new Refused(Problem.of(
                "config.text", "the brace at character " + (at + 1) + " of \"" + shown + "\" " + what + ".", hint));
    }
}

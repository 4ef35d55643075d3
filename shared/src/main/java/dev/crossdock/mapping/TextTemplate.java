package dev.crossdock.mapping;

import dev.crossdock.flow.Percent;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A text with JSONata expressions in braces: names, paths, subjects. Thread-safe. {@code {{} and {@code }}} are a brace. */
public final class TextTemplate {
    private sealed interface Part {
        record Literal(String text) implements Part {}

        record Value(Expression expression, String source) implements Part {}
    }

    private final List<Part> parts;

    private TextTemplate(List<Part> parts) {
        this.parts = parts;
    }

    /** @throws Refused {@code config.expression} */
    public static TextTemplate compile(String text, String place) {
        var parts = new ArrayList<Part>();
        var literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '{' && text.startsWith("{{", at)) {
                literal.append('{');
                at += 2;
            } else if (c == '}' && text.startsWith("}}", at)) {
                literal.append('}');
                at += 2;
            } else if (c == '{') {
                int end = end(text, at, place);
                if (literal.length() > 0) parts.add(new Part.Literal(literal.toString()));
                literal.setLength(0);
                var source = text.substring(at + 1, end);
                parts.add(new Part.Value(Expression.compile(source, place), source));
                at = end + 1;
            } else {
                literal.append(c);
                at++;
            }
        }
        if (literal.length() > 0) parts.add(new Part.Literal(literal.toString()));
        return new TextTemplate(List.copyOf(parts));
    }

    /** The brace that closes the one at {@code from}: not one inside a nested object or a quoted text. */
    private static int end(String text, int from, String place) {
        int depth = 0;
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') i++;
                else if (c == quote) quote = 0;
            } else if (c == '"' || c == '\'' || c == '`') {
                quote = c;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        throw new Refused(Problem.of(
                        "config.expression",
                        "the brace opened at character " + (from + 1) + " of \"" + text + "\" is never closed.",
                        "Close it, or write {{ for a brace.")
                .at(place));
    }

    /** As plain text. */
    public String text(Object input, Map<String, ?> variables) {
        return render(input, variables, false, plain -> plain);
    }

    /** As HTML: what expressions give is escaped, so that it is shown and does nothing. */
    public String html(Object input, Map<String, ?> variables) {
        return render(input, variables, false, TextTemplate::escaped);
    }

    /**
     * As part of a URL: what expressions give is percent-encoded, also slashes.
     *
     * @throws Refused {@code map.no-value} when an expression gives nothing, {@code map.bad-segment} when it gives one or two dots as a whole
     *     segment: that would be the path of another resource
     */
    public String url(Object input, Map<String, ?> variables) {
        return render(input, variables, true, Percent::encoded);
    }

    private String render(Object input, Map<String, ?> variables, boolean url, UnaryOperator<String> put) {
        var text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Literal literal) {
                text.append(literal.text());
                continue;
            }
            var part = (Part.Value) parts.get(i);
            var value = part.expression().evaluate(input, variables);
            if (value.isEmpty() || value.get() == Expression.NULL || value.get().equals("")) {
                if (url) {
                    throw new Refused(Problem.of(
                            "map.no-value",
                            "{" + part.source() + "} gives nothing for this record.",
                            "A path needs a value there."));
                }
                continue;
            }
            var plain = plain(part, value.get());
            if (url && (plain.equals(".") || plain.equals("..")) && segment(i)) {
                // Encoded or not, whoever reads the address takes it for the folder above: another resource.
                throw new Refused(Problem.of(
                        "map.bad-segment",
                        "{" + part.source() + "} gives \"" + plain + "\" for this record, which no path can hold.",
                        "Write something before or after it."));
            }
            text.append(put.apply(plain));
        }
        return text.toString();
    }

    /** Whether a part stands alone between slashes. */
    private boolean segment(int i) {
        boolean begins = i == 0
                || parts.get(i - 1) instanceof Part.Literal before
                        && before.text().endsWith("/");
        boolean ends = i + 1 == parts.size()
                || parts.get(i + 1) instanceof Part.Literal after
                        && "/?#".indexOf(after.text().charAt(0)) >= 0;
        return begins && ends;
    }

    private static String plain(Part.Value part, Object value) {
        if (value instanceof Map || value instanceof List) {
            throw new Refused(Problem.of(
                    "map.failed",
                    "{" + part.source() + "} gives " + (value instanceof Map ? "an object" : "a list")
                            + ", which is no text.",
                    "Choose one of its fields, or write $string(…)."));
        }
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

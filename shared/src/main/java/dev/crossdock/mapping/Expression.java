package dev.crossdock.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSONata expression, compiled once, bounded in every evaluation. Thread-safe. The evaluator is dashjoin's; nothing of it
 * shows outside of this room.
 */
public final class Expression {
    private final String place;
    private final Limits limits;
    private final Jsonata compiled;

    private Expression(String place, Limits limits, Jsonata compiled) {
        this.place = place;
        this.limits = limits;
        this.compiled = compiled;
    }

    /**
     * @param place where the expression stands, for messages
     * @throws Refused {@code config.expression} when it does not compile
     */
    public static Expression compile(String text, String place) {
        return compile(text, place, Limits.DEFAULT);
    }

    public static Expression compile(String text, String place, Limits limits) {
        try {
            var compiled = Jsonata.jsonata(text);
            compiled.setValidateInput(false);
            compiled.setOutputConvertNulls(false);
            GuardedFunctions.register(compiled, limits);
            return new Expression(place, limits, compiled);
        } catch (JException e) {
            throw new Refused(
                    Problem.of(
                                    "config.expression",
                                    said(e) + position(text, e) + ".",
                                    "See the JSONata language reference.")
                            .at(place),
                    e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new Refused(
                    Problem.of(
                                    "config.expression",
                                    "the expression cannot be read ("
                                            + e.getClass().getSimpleName() + ").",
                                    "See the JSONata language reference.")
                            .at(place),
                    e);
        }
    }

    /** @param message without the place @param at 0-based index of the character where the evaluator stumbled; -1 = not known */
    public record Fault(String message, int at) {}

    /** Why it does not compile, and where, for lint; empty when it does. */
    public static Optional<Fault> fault(String text) {
        try {
            compile(text, "");
            return Optional.empty();
        } catch (Refused e) {
            if (!(e.getCause() instanceof JException cause)) {
                var deep = e.getCause() instanceof StackOverflowError;
                return Optional.of(new Fault(
                        deep ? "it is nested too deeply." : e.problem().message(), -1));
            }
            var said = cause.getDetailedErrorMessage().replaceAll(" ?\\{code=.*}$", "");
            return Optional.of(new Fault(said.endsWith(".") ? said : said + ".", beginning(text, cause)));
        }
    }

    /** The parser says where the token that it did not expect ends. */
    private static int beginning(String text, JException e) {
        int end = Math.min(e.getLocation(), text.length());
        if (end <= 0) return end;
        for (var token : new Object[] {e.getExpected(), e.getCurrent()}) {
            var name = token == null ? "" : token.toString();
            if (!name.isEmpty() && text.substring(0, end).endsWith(name)) return end - name.length();
        }
        return end;
    }

    /** Why it does not compile; empty when it does. */
    public static Optional<Problem> check(String text) {
        try {
            compile(text, "");
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(e.problem());
        }
    }

    /**
     * Evaluates over an input with variables ({@code $run} is {@code variables.get("run")}).
     *
     * @return a tree as {@link dev.crossdock.flow.Record#value()} has it; empty for JSONata's nothing. JSON null is a present
     *     {@link #NULL}.
     * @throws Refused with {@code map.failed}, {@code map.too-long}, {@code map.too-deep} or {@code map.too-large}
     */
    public Optional<Object> evaluate(Object input, Map<String, ?> variables) {
        try {
            var frame = compiled.createFrame();
            frame.setRuntimeBounds(limits.time().toMillis(), limits.depth());
            variables.forEach((name, value) -> frame.bind(name, value == null ? Jsonata.NULL_VALUE : value));
            GuardedFunctions.begin(limits);
            var result = compiled.evaluate(input, frame);
            return result == null ? Optional.empty() : Optional.of(plain(result));
        } catch (GuardedFunctions.TooLong e) {
            throw tooLong(e);
        } catch (GuardedFunctions.TooLarge e) {
            throw refused("map.too-large", e.getMessage(), "Make less of it.", e);
        } catch (JException e) {
            throw failed(e);
        } catch (StackOverflowError e) {
            throw refused("map.too-deep", "the expression calls itself too deeply.", "Let the recursion end.", e);
        } catch (OutOfMemoryError e) {
            throw refused("map.too-large", "the expression made more than the memory holds.", "Make less of it.", e);
        } catch (Refused e) {
            throw e;
        } catch (RuntimeException e) {
            throw refused(
                    "map.failed",
                    "the evaluator gave up (" + e.getClass().getSimpleName()
                            + (e.getMessage() == null ? "" : ": " + shortened(e.getMessage())) + ").",
                    "Look at the expression and this record.",
                    e);
        }
    }

    /** JSON's null as a result, which is something, unlike JSONata's nothing. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    /** Whether a condition holds: JSONata's own idea of truth; nothing is false. */
    public boolean holds(Object input, Map<String, ?> variables) {
        var result = evaluate(input, variables);
        return result.isPresent() && result.get() != NULL && Jsonata.boolize(result.get());
    }

    private Refused failed(JException e) {
        var code = String.valueOf(e.getError());
        var cause = e.getCause();
        if (cause instanceof GuardedFunctions.TooLong tooLong) return tooLong(tooLong);
        if (cause instanceof GuardedFunctions.TooLarge tooLarge) {
            return refused("map.too-large", tooLarge.getMessage(), "Make less of it.", e);
        }
        if (code.contains("timeout")) return tooLong(e);
        if (code.contains("tack overflow")) {
            return refused(
                    "map.too-deep",
                    "the expression calls itself more than " + limits.depth() + " times.",
                    "Let the recursion end.",
                    e);
        }
        if (code.equals("D2014") || code.equals("D2015")) {
            return refused("map.too-large", said(e) + ".", "Make a smaller range.", e);
        }
        return refused(
                "map.failed",
                said(e) + (e.getLocation() > 0 ? " (at character " + e.getLocation() + ")" : "") + ".",
                "Look at the expression and this record's value.",
                e);
    }

    private Refused tooLong(Throwable e) {
        return refused(
                "map.too-long",
                "the expression took more than " + limits.time().toMillis() + " ms for this record.",
                "Look for a loop or a regular expression that tries too many ways.",
                e);
    }

    private Refused refused(String code, String message, String hint, Throwable cause) {
        return new Refused(Problem.of(code, (place.isEmpty() ? "" : place + ": ") + message, hint), cause);
    }

    private static String said(JException e) {
        var text = String.valueOf(e.getDetailedErrorMessage());
        var code = String.valueOf(e.getError());
        if (text.isEmpty() || text.equals("null")) text = code;
        text = shortened(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
        return code.matches("[A-Z]\\d{4}") && !text.contains(code) ? text + " (" + code + ")" : text;
    }

    private static String position(String text, JException e) {
        int at = e.getLocation();
        if (at <= 0) return "";
        var before = text.substring(0, Math.min(at, text.length()));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        return " (line " + line + ", character " + (before.length() - before.lastIndexOf('\n') - 1)
                + " of the expression)";
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    /** Without the evaluator's own classes; numbers without digits that nobody wrote. */
    private static Object plain(Object value) {
        if (value == Jsonata.NULL_VALUE) return NULL;
        return tree(value);
    }

    private static Object tree(Object value) {
        if (value == null || value == Jsonata.NULL_VALUE) return null;
        if (value instanceof String || value instanceof Boolean) return value;
        if (value instanceof Number number) return number(number);
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, Object>(map.size() * 2);
            map.forEach((key, part) -> {
                if (!function(part)) copy.put(String.valueOf(key), tree(part));
            });
            return copy;
        }
        if (value instanceof List<?> list) {
            var copy = new ArrayList<>(list.size());
            for (var part : list) copy.add(function(part) ? null : tree(part));
            return copy;
        }
        if (function(value)) return null;
        return String.valueOf(value);
    }

    private static boolean function(Object value) {
        return value != null && value.getClass().getName().startsWith("com.dashjoin.jsonata.Jsonata$J")
                || value instanceof java.util.regex.Pattern;
    }

    private static Object number(Number value) {
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) return value;
        if (value instanceof BigDecimal) return value;
        double number = value.doubleValue();
        if (number == Math.rint(number) && Math.abs(number) < 1e15) return (long) number;
        return Double.isFinite(number) ? new BigDecimal(Double.toString(number)) : null;
    }
}

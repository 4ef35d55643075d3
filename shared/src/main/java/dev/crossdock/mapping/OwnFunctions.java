package dev.crossdock.mapping;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import dev.crossdock.flow.Sha256;
import dev.crossdock.mapping.BoundedRegex.Match;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The product's own functions, and those of JSONata's that could run away or that the library has wrong; these follow the
 * reference implementation (jsonata-js 2.2).
 */
final class OwnFunctions {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([Ee][-+]?[0-9]+)?");
    private static final Pattern RADIX = Pattern.compile("0[xX][0-9A-Fa-f]+|0[oO][0-7]+|0[bB][01]+");

    private static final int SPREAD_AT_ONCE = 16;

    private OwnFunctions() {}

    static void register(Jsonata expression) {
        put(expression, "contains", 2, "<s-(sf):b>", (in, a) -> contains(text(a, 0), at(a, 1)));
        put(expression, "match", 2, "<s-f<s:o>n?:a<o>>", (in, a) -> match(text(a, 0), at(a, 1), number(a, 2)));
        put(
                expression,
                "replace",
                3,
                "<s-(sf)(sf)n?:s>",
                (in, a) -> Replacing.replace(text(a, 0), at(a, 1), at(a, 2), number(a, 3)));
        put(expression, "split", 2, "<s-(sf)n?:a<s>>", (in, a) -> split(text(a, 0), at(a, 1), number(a, 2)));
        put(expression, "pad", 2, "<s-ns?:s>", (in, a) -> pad(text(a, 0), number(a, 1), text(a, 2)));
        put(expression, "join", 2, "<a<s>s?:s>", (in, a) -> join((List<?>) at(a, 0), text(a, 1)));
        put(expression, "sort", 2, "<af?:a>", (in, a) -> Sorting.sort((List<?>) at(a, 0), at(a, 1)));
        put(expression, "spread", 1, "<x-:a<o>>", (in, a) -> spread(at(a, 0)));
        put(expression, "number", 1, "<(nsb)-:n>", (in, a) -> number(at(a, 0)));
        put(expression, "eval", 1, "<sx?:x>", (in, a) -> Evaluating.eval(text(a, 0), at(a, 1)));
        put(expression, "uuid", 1, "<s-:s>", (in, a) -> uuid(text(a, 0)));
        put(expression, "hash", 1, "<s-:s>", (in, a) -> sha256(text(a, 0)));
        for (var later : new String[] {"secret", "hmac"}) {
            put(expression, later, 1, null, (in, a) -> {
                throw new JException("$" + later + " is only for headers and bodies of a template's calls", -1);
            });
        }
        // JSONata has a $lookup of its own, over an object; ours takes a collection's name.
        put(expression, "lookup", 2, "<x-s:x>", (in, a) -> {
            if (at(a, 0) instanceof String) {
                throw new JException("$lookup of a collection's record is not available in this version", -1);
            }
            return Functions.lookup(at(a, 0), text(a, 1));
        });
    }

    /** A variable as the library takes it. */
    @SuppressWarnings("unchecked")
    static Object bound(Object value) {
        if (value == null) return Jsonata.NULL_VALUE;
        if (value instanceof UnaryOperator<?> of) {
            return new JFunction((in, a) -> ((UnaryOperator<String>) of).apply(text(a, 0)), "<s:s>");
        }
        if (value instanceof BinaryOperator<?> of) {
            return new JFunction((in, a) -> ((BinaryOperator<String>) of).apply(text(a, 0), text(a, 1)), "<ss:s>");
        }
        return value;
    }

    /** {@code $now} and {@code $millis} of one evaluation. The library's own may be those of the thread's first one. */
    static void bindMoment(Jsonata.Frame frame, Instant now) {
        frame.bind(
                "now",
                new JFunction(
                        (in, a) -> Functions.dateTimeFromMillis(now.toEpochMilli(), text(a, 0), text(a, 1)),
                        "<s?s?:s>"));
        frame.bind("millis", new JFunction((in, a) -> now.toEpochMilli(), "<:n>"));
    }

    /** @param required arguments without the optional ones */
    private static void put(
            Jsonata expression, String name, int required, String signature, JFunctionCallable function) {
        expression.registerFunction(name, new Own(name, required, function, signature));
    }

    /** Can be applied in part, {@code $match(?, /x/)}: for that the library asks a function's name and number of arguments. */
    private static final class Own extends JFunction {
        private final int required;

        private Own(String name, int required, JFunctionCallable function, String signature) {
            super(function, signature);
            this.required = required;
            Steps.name(this, name);
        }

        @Override
        public int getNumberOfArgs() {
            return required;
        }
    }

    static Object at(List<?> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    private static String text(List<?> arguments, int index) {
        return (String) at(arguments, index);
    }

    private static Number number(List<?> arguments, int index) {
        return (Number) at(arguments, index);
    }

    /**
     * The library's own copies what it has for each further member, without a look at the time: a million members took hours. Halves
     * are joined as it joins members.
     */
    private static Object spread(Object value) {
        if (!(value instanceof List<?> list)) return Functions.spread(value);
        Guard.current().look();
        int half = list.size() / 2;
        if (list.size() > SPREAD_AT_ONCE) {
            return Functions.append(spread(list.subList(0, half)), spread(list.subList(half, list.size())));
        }
        Object spread = com.dashjoin.jsonata.Utils.createSequence();
        for (var member : list) spread = Functions.append(spread, spread(member));
        // Of members without fields nothing comes, and no empty list, as with the library's own.
        return spread instanceof List<?> all && all.isEmpty() ? com.dashjoin.jsonata.Utils.createSequence() : spread;
    }

    private static Boolean contains(String text, Object token) {
        if (text == null || token == null) return null;
        if (token instanceof String part) return text.contains(part);
        return matches(token, text).next() != null;
    }

    private static Object match(String text, Object regex, Number limit) {
        if (text == null) return null;
        if (limit != null && limit.doubleValue() < 0) throw new JException("D3040", -1, limit);
        var found = com.dashjoin.jsonata.Utils.createSequence();
        var matches = matches(regex, text);
        while (limit == null || found.size() < limit.intValue()) {
            var match = matches.next();
            if (match == null) break;
            var shown = new LinkedHashMap<String, Object>();
            shown.put("match", match.text());
            shown.put("index", match.from());
            shown.put("groups", match.groups());
            found.add(shown);
            Guard.current().list(found.size());
        }
        return found;
    }

    private static List<String> split(String text, Object separator, Number limit) {
        if (text == null) return null;
        if (limit != null && limit.doubleValue() < 0) throw new JException("D3020", -1, limit);
        int most = limit == null ? Integer.MAX_VALUE : limit.intValue();
        var guard = Guard.current();
        var parts = new ArrayList<String>();
        if (!(separator instanceof String between)) {
            var matches = matches(separator, text);
            int from = 0;
            while (parts.size() < most) {
                var match = matches.next();
                if (match == null) {
                    parts.add(text.substring(from));
                    break;
                }
                parts.add(text.substring(from, match.from()));
                guard.list(parts.size());
                from = match.to();
            }
        } else if (between.isEmpty()) {
            guard.list(Math.min(text.length(), most));
            for (int i = 0; i < text.length() && i < most; i++) parts.add(text.substring(i, i + 1));
        } else {
            int from = 0;
            while (parts.size() < most) {
                int to = text.indexOf(between, from);
                parts.add(to < 0 ? text.substring(from) : text.substring(from, to));
                guard.list(parts.size());
                if (to < 0) break;
                from = to + between.length();
            }
        }
        return parts;
    }

    /** Each match in turn, null at the end: of a regular expression, or of a function that behaves like one. */
    @FunctionalInterface
    interface Matches {
        Match next();
    }

    static Matches matches(Object matcher, String text) {
        if (matcher instanceof BoundedRegex regex) {
            var search = regex.in(text);
            return () -> search.next().orElse(null);
        }
        return new Matches() {
            private Object step = matcher;
            private List<Object> arguments = List.of(text);

            @Override
            public Match next() {
                Guard.current().look();
                if (step == null) return null;
                var found = call(step, arguments);
                if (found == null) return null;
                if (!(found instanceof Map<?, ?> map)
                        || !(map.get("match") instanceof String match)
                        || !(map.get("start") instanceof Number from)
                        || !(map.get("end") instanceof Number to)
                        || !(map.get("groups") instanceof List<?> groups)) {
                    throw new JException("T1010", -1, "matcher");
                }
                step = map.get("next");
                arguments = List.of();
                var texts = new ArrayList<String>();
                for (var group : groups) texts.add(group instanceof String one ? one : null);
                return new Match(match, from.intValue(), to.intValue(), texts, null);
            }
        };
    }

    /** Calls a function of the expression's. */
    static Object call(Object function, List<Object> arguments) {
        try {
            if (function instanceof Jsonata.Fn0<?> next) return next.get();
            return Functions.funcApply(function, arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pad(String text, Number width, String with) {
        if (text == null || width == null) return null;
        var fill = with == null || with.isEmpty() ? " " : with;
        long missing = Math.abs((long) width.doubleValue()) - text.codePointCount(0, text.length());
        if (missing <= 0) return text;
        Guard.current().text(text.length() + missing);
        var padding = new StringBuilder();
        var points = fill.codePoints().toArray();
        for (int i = 0; i < missing; i++) padding.appendCodePoint(points[i % points.length]);
        return width.doubleValue() < 0 ? padding + text : text + padding;
    }

    private static String join(List<?> texts, String separator) {
        if (texts == null) return null;
        var between = separator == null ? "" : separator;
        long length = 0;
        for (var text : texts) length += ((String) text).length() + between.length();
        Guard.current().text(length);
        var joined = new StringBuilder((int) length);
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) joined.append(between);
            joined.append((String) texts.get(i));
        }
        return joined.toString();
    }

    /** Every digit of a text counts: no float in between. */
    private static Number number(Object value) {
        if (value == null || value instanceof Number) return (Number) value;
        if (value instanceof Boolean truth) return truth ? 1 : 0;
        var text = (String) value;
        if (text.length() < 400 && NUMBER.matcher(text).matches()) {
            var exact = new BigDecimal(text);
            if (!Double.isFinite(exact.doubleValue())) throw new JException("D3030", -1, text);
            // What is too small for a float is zero: its digits would be as many as its exponent says.
            if (exact.signum() == 0 || exact.doubleValue() == 0) return 0;
            exact = exact.stripTrailingZeros();
            return exact.scale() <= 0 ? whole(exact.toBigInteger()) : exact;
        }
        if (text.length() < 18 && RADIX.matcher(text).matches()) {
            int radix = "xX".indexOf(text.charAt(1)) >= 0 ? 16 : "oO".indexOf(text.charAt(1)) >= 0 ? 8 : 2;
            return whole(new BigInteger(text.substring(2), radix));
        }
        throw new JException("D3030", -1, text.length() <= 60 ? text : text.substring(0, 60) + "…");
    }

    private static Number whole(BigInteger number) {
        if (number.bitLength() < 32) return number.intValue();
        return number.bitLength() < 64 ? (Number) number.longValue() : number;
    }

    /** The same text, the same id. */
    private static String uuid(String text) {
        return text == null
                ? null
                : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String sha256(String text) {
        return text == null ? null : Sha256.hex(text);
    }
}

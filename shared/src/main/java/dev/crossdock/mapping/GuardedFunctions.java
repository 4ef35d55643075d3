package dev.crossdock.mapping;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * JSONata's functions that could run away, bounded, and the product's own ones. The evaluator checks time and depth between its
 * steps, but not inside a regular expression nor while a text grows.
 */
final class GuardedFunctions {
    private static final ThreadLocal<Long> DEADLINE = new ThreadLocal<>();

    private GuardedFunctions() {}

    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLarge(String message) {
            super(message);
        }
    }

    /** The evaluation that begins on this thread ends by then. */
    static void begin(Limits limits) {
        DEADLINE.set(System.nanoTime() + limits.time().toNanos());
    }

    static void register(Jsonata expression, Limits limits) {
        expression.registerFunction(
                "contains",
                Jsonata.function(
                        "contains",
                        (String text, Object token) -> {
                            bounded(token, text);
                            return Functions.contains(text, token);
                        },
                        "<s-(sf):b>"));
        expression.registerFunction(
                "match",
                Jsonata.function(
                        "match",
                        (String text, Pattern pattern, Number limit) -> {
                            bounded(pattern, text);
                            return Functions.match(text, pattern, limit == null ? null : limit.intValue());
                        },
                        "<s-f<s:o>n?:a<o>>"));
        expression.registerFunction(
                "replace",
                Jsonata.function(
                        "replace",
                        (String text, Object pattern, Object with, Number limit) -> {
                            bounded(pattern, text);
                            return checked(
                                    Functions.replace(text, pattern, with, limit == null ? null : limit.intValue()),
                                    limits);
                        },
                        "<s-(sf)(sf)n?:s>"));
        expression.registerFunction(
                "split",
                Jsonata.function(
                        "split",
                        (String text, Object separator, Number limit) -> {
                            bounded(separator, text);
                            return Functions.split(text, separator, limit);
                        },
                        "<s-(sf)n?:a<s>>"));
        expression.registerFunction(
                "pad",
                Jsonata.function(
                        "pad",
                        (String text, Number width, String with) -> {
                            if (width != null && Math.abs(width.doubleValue()) > limits.stringLength()) {
                                throw tooLarge(limits);
                            }
                            return Functions.pad(text, width, with);
                        },
                        "<s-ns?:s>"));
        expression.registerFunction("uuid", Jsonata.function("uuid", (String text) -> uuid(text), "<s-:s>"));
        expression.registerFunction("hash", Jsonata.function("hash", (String text) -> sha256(text), "<s-:s>"));
    }

    private static String checked(String text, Limits limits) {
        if (text != null && text.length() > limits.stringLength()) throw tooLarge(limits);
        return text;
    }

    private static TooLarge tooLarge(Limits limits) {
        return new TooLarge("a text would be longer than %,d characters.".formatted(limits.stringLength()));
    }

    /** The same text, the same id. */
    private static String uuid(String text) {
        return text == null
                ? null
                : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String sha256(String text) {
        if (text == null) return null;
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Tries the pattern over a text that loses patience at the deadline; if it comes to its end, doing it once more for the
     * result does too. Twice the work, for the few functions that take a pattern.
     */
    private static void bounded(Object pattern, String text) {
        if (!(pattern instanceof Pattern regex) || text == null) return;
        var matcher = regex.matcher(new Impatient(text, DEADLINE.get()));
        try {
            while (matcher.find()) {
                // Only that it ends counts.
            }
        } catch (StackOverflowError e) {
            throw new TooLong();
        }
    }

    private record Impatient(CharSequence text, long deadline) implements CharSequence {
        @Override
        public char charAt(int index) {
            if ((index & 15) == 0 && System.nanoTime() - deadline > 0) throw new TooLong();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Impatient(text.subSequence(start, end), deadline);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}

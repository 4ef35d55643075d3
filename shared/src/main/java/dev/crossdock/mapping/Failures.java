package dev.crossdock.mapping;

import com.dashjoin.jsonata.JException;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;

/** What went wrong in an evaluation, said so that its author finds it: the code, the place in the expression, the field. */
final class Failures {
    private static final String SMALLER = "Make less of it.";

    private final String text;
    private final String place;

    Failures(String text, String place) {
        this.text = text;
        this.place = place;
    }

    /** The first cause in the chain that says something: functions that take functions wrap it. */
    Refused of(Throwable e, Guard guard) {
        Throwable last = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Guard.Stopped stopped) return stopped(stopped, e);
            if (cause instanceof StackOverflowError) {
                return refused("map.too-deep", "the expression calls itself too deeply.", "Let the recursion end.", e);
            }
            if (cause instanceof OutOfMemoryError) {
                return refused("map.too-large", "the expression made more than the memory holds.", SMALLER, e);
            }
            if (cause instanceof JException failure) return failed(failure, guard);
            last = cause;
        }
        return refused(
                "map.failed",
                "the evaluator gave up (" + last.getClass().getSimpleName()
                        + (last.getMessage() == null ? "" : ": " + shortened(last.getMessage())) + ")"
                        + at(text, Steps.position(guard.failed())) + ".",
                "Look at the expression and this record.",
                e);
    }

    private Refused stopped(Guard.Stopped stopped, Throwable e) {
        return switch (stopped.why) {
            case TOO_LONG ->
                refused(
                        "map.too-long",
                        stopped.getMessage(),
                        "Look for a loop or a regular expression that tries too many ways.",
                        e);
            case TOO_DEEP -> refused("map.too-deep", stopped.getMessage(), "Let the recursion end.", e);
            case TOO_LARGE -> refused("map.too-large", stopped.getMessage(), SMALLER, e);
        };
    }

    private Refused failed(JException e, Guard guard) {
        var code = String.valueOf(e.getError());
        if (code.equals("D2014")) return refused("map.too-large", said(e) + ".", "Make a smaller range.", e);
        var step = guard.failed();
        int position = e.getLocation() > 1 ? e.getLocation() : Steps.position(step);
        var field = Steps.field(step, code.equals("T2002") || code.equals("T2004"));
        var problem = Problem.of(
                "map.failed",
                before() + said(e) + at(text, position) + ".",
                "Look at the expression and this record's value.");
        return new Refused(field.map(problem::in).orElse(problem), e);
    }

    /** Fills in what the library leaves open: it puts the type where the function belongs. */
    private static final java.util.regex.Pattern ARRAY_OF =
            java.util.regex.Pattern.compile(" of function \"([ns])\" must be an array of \\{\\{type}}");

    private Refused refused(String code, String message, String hint, Throwable cause) {
        return new Refused(Problem.of(code, before() + message, hint), cause);
    }

    private String before() {
        return place.isEmpty() ? "" : place + ": ";
    }

    static String said(JException e) {
        var code = String.valueOf(e.getError());
        var text = String.valueOf(e.getMessage());
        if (text.startsWith("JSonataException ")) text = code;
        // The library's messages were translated by machine: JavaScript's functions became objects.
        text = text.replace(" Object ", " function ").strip();
        text = ARRAY_OF.matcher(text)
                .replaceAll(of -> " must be an array of " + (of.group(1).equals("n") ? "numbers" : "texts"));
        text = shortened(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
        return code.matches("[A-Z]\\d{4}") && !text.contains(code) ? text + " (" + code + ")" : text;
    }

    /** {@code , line 3: "price": $number(price)}: the line of the expression, as far as it is of help. */
    static String at(String text, int position) {
        if (position <= 0) return "";
        int end = Math.min(position, text.length());
        int begin = text.lastIndexOf('\n', end - 1) + 1;
        int next = text.indexOf('\n', end);
        long number = text.substring(0, begin).chars().filter(c -> c == '\n').count() + 1;
        int from = Math.max(begin, end - 40);
        int to = Math.min(next < 0 ? text.length() : next, end + 20);
        var shown = (from > begin ? "…" : "")
                + text.substring(from, to).strip()
                + (to < (next < 0 ? text.length() : next) ? "…" : "");
        return " at line " + number + ", character " + (end - begin) + ": " + shown;
    }

    /** The parser says where the token that it did not expect ends. */
    static int beginning(String text, JException e) {
        int end = Math.min(e.getLocation(), text.length());
        if (end <= 0) return end;
        for (var token : new Object[] {e.getExpected(), e.getCurrent()}) {
            var name = token == null ? "" : token.toString();
            if (!name.isEmpty() && text.substring(0, end).endsWith(name)) return end - name.length();
        }
        return end;
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}

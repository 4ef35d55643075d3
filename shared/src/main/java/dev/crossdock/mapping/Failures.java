package dev.crossdock.mapping;

import com.dashjoin.jsonata.JException;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.compiled.Failure;
import dev.crossdock.mapping.compiled.Stopped;

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
            if (cause instanceof VirtualMachineError error) return exhausted(error);
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

    Refused notCompiled(String message, Throwable cause) {
        return new Refused(
                Problem.of("config.expression", message, "See the JSONata language reference.")
                        .at(place),
                cause);
    }

    /** Of a compiled expression. */
    Refused of(Failure e) {
        if (e.code().equals("D2014")) return refused("map.too-large", said(e) + ".", "Make a smaller range.", e);
        var problem = Problem.of(
                "map.failed",
                before() + said(e) + at(text, e.position()) + ".",
                "Look at the expression and this record's value.");
        return new Refused(e.field().map(problem::in).orElse(problem), e);
    }

    Refused exhausted(VirtualMachineError e) {
        if (e instanceof StackOverflowError) {
            return refused("map.too-deep", "the expression calls itself too deeply.", "Let the recursion end.", e);
        }
        return refused("map.too-large", "the expression made more than the memory holds.", SMALLER, e);
    }

    Refused stopped(Stopped e) {
        return stopped(Guard.Stopped.Why.valueOf(e.why.name()), e.getMessage(), e);
    }

    private Refused stopped(Guard.Stopped stopped, Throwable e) {
        return stopped(stopped.why, stopped.getMessage(), e);
    }

    private Refused stopped(Guard.Stopped.Why why, String message, Throwable e) {
        return switch (why) {
            case TOO_LONG ->
                refused(
                        "map.too-long",
                        message,
                        "Look for a loop or a regular expression that tries too many ways.",
                        e);
            case TOO_DEEP -> refused("map.too-deep", message, "Let the recursion end.", e);
            case TOO_LARGE -> refused("map.too-large", message, SMALLER, e);
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

    static String said(Failure e) {
        var said = e.getMessage().strip();
        var text = shortened(said.endsWith(".") ? said.substring(0, said.length() - 1) : said);
        return e.code().isEmpty() ? text : text + " (" + e.code() + ")";
    }

    /** Why something did not compile, for lint. */
    static Expression.Fault fault(String text, Refused e) {
        if (e.getCause() instanceof StackOverflowError) return new Expression.Fault("it is nested too deeply.", -1);
        String said;
        int at;
        if (e.getCause() instanceof Failure cause) {
            said = cause.getMessage();
            at = beginning(text, cause.position(), cause.said().orElse(""));
        } else if (e.getCause() instanceof JException cause) {
            said = cause.getDetailedErrorMessage().replaceAll(" ?\\{code=.*}$", "");
            at = beginning(text, cause);
        } else {
            return new Expression.Fault(e.problem().message(), -1);
        }
        return new Expression.Fault(said.endsWith(".") ? said : said + ".", at);
    }

    private static int beginning(String text, int position, String token) {
        int end = Math.min(position, text.length());
        return !token.isEmpty() && text.substring(0, end).endsWith(token) ? end - token.length() : end;
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

package dev.crossdock.mapping.compiled;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** A regular expression: a function from a text to its first match, in time that grows as the text does (RE2/J). Thread-safe. */
final class Regex extends Fn {
    private static final java.util.regex.Pattern UNICODE = java.util.regex.Pattern.compile("\\\\u([0-9A-Fa-f]{4})");
    private static final int LONG_TEXT = 4_096;

    private final Pattern pattern;

    private Regex(Pattern pattern) {
        super("", null, 1);
        this.pattern = pattern;
    }

    /** @param flags some of i and m @throws NotCompiled for what RE2 does not have: looking around and back */
    static Regex of(String text, String flags) {
        int bits = (flags.contains("i") ? Pattern.CASE_INSENSITIVE : 0) | (flags.contains("m") ? Pattern.MULTILINE : 0);
        try {
            return new Regex(Pattern.compile(UNICODE.matcher(text).replaceAll("\\\\x{$1}"), bits));
        } catch (PatternSyntaxException e) {
            throw new NotCompiled("the regular expression /" + text + "/: " + e.getDescription());
        }
    }

    /** @param from 0-based @param to exclusive @param groups null where one took no part */
    record Match(String text, int from, int to, List<Object> groups) {}

    /** One walk through a text. */
    @FunctionalInterface
    interface Search {
        /** null at the end */
        Match next();
    }

    Search in(String text, Run run) {
        var matcher = pattern.matcher(text.length() > LONG_TEXT ? new Watched(text, run) : text);
        return () -> next(matcher, run);
    }

    private static Match next(Matcher matcher, Run run) {
        run.tick();
        if (!matcher.find()) return null;
        if (matcher.end() == matcher.start()) throw Failure.of("D1004");
        var groups = new ArrayList<Object>(matcher.groupCount());
        for (int g = 1; g <= matcher.groupCount(); g++) groups.add(matcher.group(g));
        return new Match(matcher.group(), matcher.start(), matcher.end(), groups);
    }

    @Override
    Object invoke(Object[] arguments, Object input, Frame frame) {
        return arguments.length > 0 && arguments[0] instanceof String text ? shown(in(text, frame.run)) : null;
    }

    private static Object shown(Search search) {
        var match = search.next();
        if (match == null) return null;
        var shown = new Tree(5);
        shown.put("match", match.text());
        shown.put("start", match.from());
        shown.put("end", match.to());
        shown.put("groups", match.groups());
        shown.put("next", new Builtin("next", null, 0, (a, frame) -> shown(search)));
        return shown;
    }

    private record Watched(String text, Run run) implements CharSequence {
        private static final int BETWEEN_LOOKS = 1024;

        @Override
        public char charAt(int index) {
            if ((index & BETWEEN_LOOKS - 1) == 0) run.look();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

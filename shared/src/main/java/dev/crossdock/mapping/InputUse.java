package dev.crossdock.mapping;

import java.util.Set;
import java.util.regex.Pattern;

/** Tells whether an expression looks at its input, or only at variables. Thread-safe. */
public final class InputUse {
    private static final Pattern NO_NAMES =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|/\\*.*?\\*/", Pattern.DOTALL);
    /** What comes before a name: {@code $} of a variable, {@code .} of a field of something else. */
    private static final Pattern NAME = Pattern.compile("([$.]?)\\s*(`|[\\p{L}_][\\p{L}\\p{N}_]*|\\d[\\w.]*)");

    private static final Pattern CONTEXT = Pattern.compile("\\$(?![\\p{L}_])");
    private static final Set<String> WORDS = Set.of("and", "or", "in", "function", "true", "false", "null");

    private InputUse() {}

    /** Errs towards yes. @param expression JSONata that compiles */
    public static boolean of(String expression) {
        var code = NO_NAMES.matcher(expression).replaceAll("\"\"");
        if (CONTEXT.matcher(code).find()) return true;
        var names = NAME.matcher(code);
        while (names.find()) {
            var name = names.group(2);
            if (names.group(1).isEmpty() && !WORDS.contains(name) && !Character.isDigit(name.charAt(0))) return true;
        }
        return false;
    }
}

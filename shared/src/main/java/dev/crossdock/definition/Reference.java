package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret that a definition names and never holds: {@code ${secret:shop-api-key}}.
 *
 * @param secret kebab-case name
 */
public record Reference(String secret) {
    private static final Pattern WHOLE = Pattern.compile("\\$\\{secret:([a-z0-9]+(?:-[a-z0-9]+)*)}");
    private static final Pattern ANY = Pattern.compile("\\$\\{[^}]*}?");

    /** A text that is one reference and nothing else. */
    public static Optional<Reference> parse(String text) {
        var match = WHOLE.matcher(text);
        return match.matches() ? Optional.of(new Reference(match.group(1))) : Optional.empty();
    }

    /**
     * All references inside a text, in order: {@code Token ${secret:key}} has one.
     *
     * @throws Refused {@code config.value} for <code>${</code> that is no reference to a secret
     */
    public static List<Reference> in(String text) {
        var found = new ArrayList<Reference>();
        var match = ANY.matcher(text);
        while (match.find()) {
            var part = match.group();
            found.add(parse(part)
                    .orElseThrow(() -> new Refused(Problem.of(
                            "config.value",
                            "\"" + part + "\" is no reference to a secret.",
                            "Write ${secret:name}, the name in lower case with hyphens."))));
        }
        return found;
    }

    /** The text with every reference replaced. The result is a secret: never log it. @param secrets value by name */
    public static String resolve(String text, Function<String, String> secrets) {
        return WHOLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(secrets.apply(match.group(1))));
    }

    /** The environment variable that may hold it: {@code CROSSDOCK_SECRET_SHOP_API_KEY}. */
    public String variable() {
        return "CROSSDOCK_SECRET_" + secret.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    }

    @Override
    public String toString() {
        return "${secret:" + secret + "}";
    }
}

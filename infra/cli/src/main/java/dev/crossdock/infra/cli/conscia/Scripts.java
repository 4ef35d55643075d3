package dev.crossdock.infra.cli.conscia;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** JavaScript in back-ticks, as far as it is a path to a value: {@code `body.productId`} is {@code $body.productId}. */
final class Scripts {
    private static final Pattern PATH = Pattern.compile(
            "`\\s*(body|headers|query|requestMethod|secret)((?:\\.\\w+|\\[['\"][\\w-]+['\"]\\])*)(?:\\(['\"]([\\w-]+)['\"]\\))?\\s*`");
    private static final Pattern MEMBER = Pattern.compile("\\.(\\w+)|\\[['\"]([\\w-]+)['\"]\\]");

    private Scripts() {}

    static boolean script(String text) {
        return text.contains("`");
    }

    /** The name in {@code `secret('name')`}. */
    static Optional<String> secret(String text) {
        var path = PATH.matcher(text.strip());
        return path.matches() && path.group(1).equals("secret") ? Optional.ofNullable(path.group(3)) : Optional.empty();
    }

    /** As JSONata over a delivery; empty when it is more than a path. */
    static Optional<String> jsonata(String text) {
        var path = PATH.matcher(text.strip());
        if (!path.matches() || path.group(3) != null || path.group(1).equals("secret")) return Optional.empty();
        if (path.group(1).equals("requestMethod")) return Optional.of("$method");
        boolean header = path.group(1).equals("headers");
        var jsonata = new StringBuilder("$").append(path.group(1));
        var members = MEMBER.matcher(path.group(2));
        while (members.find()) {
            var name = members.group(1) != null ? members.group(1) : members.group(2);
            jsonata.append('.').append(quoted(header ? name.toLowerCase(Locale.ROOT) : name));
        }
        return Optional.of(jsonata.toString());
    }

    private static String quoted(String name) {
        return name.matches("[A-Za-z_]\\w*") ? name : '`' + name + '`';
    }
}

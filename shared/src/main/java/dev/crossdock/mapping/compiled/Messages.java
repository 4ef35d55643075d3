package dev.crossdock.mapping.compiled;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What JSONata's codes say: {@code codes.txt}, a code and its text on each line. */
final class Messages {
    private static final Map<String, String> TEXTS = read();

    private Messages() {}

    static String of(Failure failure) {
        var text = TEXTS.getOrDefault(failure.code(), failure.code().isEmpty() ? "{token}" : "{value}");
        return text.replace("{token}", shown(failure.token()))
                .replace("{value}", quoted(failure.value()))
                .replace("{second}", quoted(failure.second()))
                .replace("{plain}", shown(failure.value()));
    }

    private static String shown(Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    /** A text in quotes, so that an empty one is seen. */
    private static String quoted(Object value) {
        if (value == null) return "nothing";
        if (value instanceof Double number && !Double.isFinite(number)) return number.toString();
        var text = value instanceof String s ? '"' + s + '"' : value instanceof Fn ? "a function" : written(value);
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private static String written(Object value) {
        try {
            return Strings.of(value);
        } catch (Failure endless) {
            return "something with " + quoted(endless.value()) + " in it";
        }
    }

    private static Map<String, String> read() {
        try (var in = Messages.class.getResourceAsStream("codes.txt")) {
            var texts = new HashMap<String, String>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> texts.put(line.substring(0, 5), line.substring(6)));
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

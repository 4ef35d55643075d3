package dev.crossdock.functions.http;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The origins whose pages may call the API: those of the property {@code crossdock.cors}, else of {@code CROSSDOCK_CORS}, with commas
 * between. None unless they are named, and each exactly: no {@code *}, no part of a name.
 */
public final class Browsers {
    private static final Pattern ORIGIN =
            Pattern.compile("https?://[a-z0-9.-]+(:\\d{1,5})?|https?://\\[[0-9a-f:]+](:\\d{1,5})?");

    private Browsers() {}

    public static boolean allowed(String origin) {
        return origins().contains(origin);
    }

    /** @throws Refused {@code access.cors} */
    public static Set<String> origins() {
        var said = Optional.ofNullable(System.getProperty("crossdock.cors"))
                .or(() -> Optional.ofNullable(System.getenv("CROSSDOCK_CORS")))
                .orElse("");
        return parsed(said);
    }

    static Set<String> parsed(String said) {
        List<String> origins = Arrays.stream(said.split(","))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .toList();
        for (var origin : origins) {
            if (ORIGIN.matcher(origin).matches()) continue;
            throw new Refused(Problem.of(
                    "access.cors",
                    "\"" + origin + "\" is no origin.",
                    "Name each exactly, in small letters and without a path: https://studio.example"));
        }
        return origins.stream().collect(Collectors.toUnmodifiableSet());
    }
}

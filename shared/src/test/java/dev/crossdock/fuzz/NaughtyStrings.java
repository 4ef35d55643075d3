package dev.crossdock.fuzz;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Big List of Naughty Strings, from where {@code crossdock.conformance} says; a test without it is skipped, visibly. */
public final class NaughtyStrings {
    private static final Path FILE = Path.of(System.getProperty(
                    "crossdock.conformance",
                    Path.of(System.getProperty("crossdock.realdata", "../../shared/realdata"))
                            .resolveSibling("conformance")
                            .toString()))
            .resolve("naughty-strings/blns.json");

    private NaughtyStrings() {}

    /** More than 500 of them; one is empty. */
    public static List<String> all() throws IOException {
        assumeTrue(Files.exists(FILE), "no " + FILE + " (property crossdock.conformance)");
        return List.of(new ObjectMapper().readValue(FILE.toFile(), String[].class));
    }

    /** As a segment of a path. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** As far as a header can say it. */
    public static String headerValue(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "").strip();
    }
}

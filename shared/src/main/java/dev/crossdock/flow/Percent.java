package dev.crossdock.flow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The one place for percent-encoding (RFC 3986, 2.1). */
public final class Percent {
    private Percent() {}

    /** As one segment of a path, or as a name or value of a query: a blank is {@code %20}, a slash {@code %2F}. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

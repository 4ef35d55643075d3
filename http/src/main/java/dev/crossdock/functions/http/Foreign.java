package dev.crossdock.functions.http;

import dev.crossdock.access.Access;
import java.net.URI;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A host that asks nobody who he is listens to this machine alone, but a browser on it does what any page tells it: by a form that is
 * sent to 127.0.0.1, or by a name of the page's own that resolves to it (DNS rebinding). Both show in two headers that no page can set.
 */
public final class Foreign {
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

    private Foreign() {}

    /** @throws dev.crossdock.access.Denied {@code access.foreign} */
    public static void refuse(UnaryOperator<String> header) {
        var host = header.apply("Host");
        if (host != null && !HERE.contains(name("http://" + host))) {
            throw Access.foreign("the request was sent to a host that is called otherwise.");
        }
        var origin = header.apply("Origin");
        if (origin != null && !HERE.contains(name(origin)) && !Browsers.allowed(origin)) {
            throw Access.foreign("a page of another site has sent the request.");
        }
    }

    /**
     * For what a form does for who has signed in: only a page of ours may send it. A browser says so by {@code Sec-Fetch-Site}; where it
     * does not yet, by {@code Origin}. Neither comes from a program, which brings its token by itself.
     *
     * @throws dev.crossdock.access.Denied {@code access.foreign}
     */
    public static void refuseForms(UnaryOperator<String> header) {
        var site = header.apply("Sec-Fetch-Site");
        var origin = header.apply("Origin");
        boolean ours = site != null
                ? site.equals("same-origin") || site.equals("none")
                : origin == null || authority(origin).equals(header.apply("Host"));
        if (!ours) throw Access.foreign("a page of another site has sent the form.");
    }

    private static String authority(String url) {
        try {
            return String.valueOf(URI.create(url).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String name(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}

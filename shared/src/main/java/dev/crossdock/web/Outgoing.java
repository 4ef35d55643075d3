package dev.crossdock.web;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** A call as it goes over the line: one request line, the headers that were given, and those that only the client may write. */
final class Outgoing {
    /** The writer looks up between two of them whether the other side has answered already. */
    private static final int SLICE = 64 << 10;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");
    /** They say how long a message is and whom it is for: two opinions about that are how requests are smuggled. */
    private static final Set<String> THE_CLIENTS_OWN = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Set<String> WITH_A_LENGTH = Set.of("POST", "PUT", "PATCH");

    private Outgoing() {}

    /** @throws Refused {@code web.request} without the value, which may be a secret */
    static ClassicHttpRequest of(Http.Call call, HttpHost to) {
        if (!TOKEN.matcher(call.method()).matches() || call.method().equals("CONNECT")) throw refused(call);
        var request = new BasicClassicHttpRequest(call.method(), to, target(call.uri()));
        request.setHeader("Host", host(call.uri()));
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            var name = header.getKey();
            boolean may = TOKEN.matcher(name).matches()
                    && VALUE.matcher(header.getValue()).matches()
                    && !THE_CLIENTS_OWN.contains(name.toLowerCase(Locale.ROOT));
            if (!may) throw refused(call);
            request.setHeader(name, header.getValue());
        }
        if (call.fresh()) request.setHeader("Connection", "close");
        if (!request.containsHeader("User-Agent")) request.setHeader("User-Agent", "crossdock");
        int length = call.body().length;
        if (length > 0 || WITH_A_LENGTH.contains(call.method())) request.setHeader("Content-Length", "" + length);
        if (length > 0) request.setEntity(body(call.body()));
        return request;
    }

    private static String target(URI uri) {
        var ascii = URI.create(uri.toASCIIString());
        var path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    private static String host(URI uri) {
        boolean usual = uri.getPort() == -1 || uri.getPort() == port(uri.getScheme());
        return usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    static int port(String scheme) {
        return scheme.equalsIgnoreCase("https") ? 443 : 80;
    }

    private static HttpEntity body(byte[] bytes) {
        return new EntityTemplate(bytes.length, null, null, out -> write(bytes, out));
    }

    private static void write(byte[] bytes, OutputStream out) throws IOException {
        for (int at = 0; at < bytes.length; at += SLICE) out.write(bytes, at, Math.min(SLICE, bytes.length - at));
    }

    private static Refused refused(Http.Call call) {
        return new Refused(
                Problem.of(
                        "web.request",
                        "the method " + call.method().replaceAll("[^\\x21-\\x7e]", "?") + " or one of the headers "
                                + call.headers().keySet().stream()
                                        .map(name -> name.replaceAll("[^\\x21-\\x7e]", "?"))
                                        .sorted()
                                        .toList()
                                + " cannot be sent.",
                        "Host, Content-Length, Connection and their like are set by the client; values are ASCII without line ends."));
    }
}

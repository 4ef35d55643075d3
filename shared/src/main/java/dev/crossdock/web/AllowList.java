package dev.crossdock.web;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Lets http and https pass, to public addresses, and to private ones whose host the project allows. The client resolves the
 * name once more when it connects: a name that changes its address between the two is not stopped here.
 */
public final class AllowList implements Egress {
    @Override
    public InetAddress check(URI uri, List<String> allow) throws Http.NotSent {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refuse("egress.scheme", "\"" + scheme + "\" is no scheme for calls.", "Write http:// or https://.");
        }
        if (uri.getRawUserInfo() != null) {
            throw refuse(
                    "egress.user-info",
                    "the address of host " + uri.getHost() + " holds a user or a password.",
                    "Move them to the connection's auth: { basic: { user, password } }.");
        }
        if (uri.getHost() == null) {
            throw refuse("egress.host", "the address names no host.", "Write https://host/path.");
        }
        return check(uri.getHost(), allow);
    }

    /**
     * Of a host that is not called by HTTP.
     *
     * @throws Refused as {@link #check(URI, List)}
     */
    public InetAddress check(String name, List<String> allow) throws Http.NotSent {
        var host = bare(name);
        var allowed = allow.stream().anyMatch(entry -> fits(entry, host));
        try {
            var addresses = InetAddress.getAllByName(host);
            for (var address : addresses) {
                // All of them: the client may take any.
                if (inside(address) && !allowed) {
                    throw refuse(
                            "egress.private",
                            "host " + host + " is private (" + address.getHostAddress() + ").",
                            "If it is meant, add it to crossdock.yaml: allow: [\"" + host + "\"]");
                }
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw new Http.NotSent("host " + host + " has no address");
        }
    }

    private static String bare(String host) {
        var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }

    private static boolean fits(String entry, String host) {
        var pattern = bare(entry);
        return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : pattern.equals(host);
    }

    /** Whatever is not the public internet; the JDK's own questions miss most of it. */
    static boolean inside(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) return true;
        var b = address.getAddress();
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        if (b.length == 4) {
            return first == 0
                    || first >= 240
                    || first == 100 && (second & 0xc0) == 64 // 100.64/10, carriers
                    || first == 198 && (second & 0xfe) == 18; // 198.18/15, benchmarks
        }
        return (first & 0xfe) == 0xfc // fc00::/7, also AWS's metadata service
                || first == 0x20 && second == 0x02 // 2002::/16, 6to4: an IPv4 address inside
                || first == 0 && second == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b // 64:ff9b::/96
                || first == 0 && second == 0; // ::/96 and its like
    }

    private static Refused refuse(String code, String message, String hint) {
        return new Refused(Problem.of(code, message, hint));
    }
}

package dev.crossdock.web;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets http and https pass, to public addresses, and to others whose host the project allows. A name is resolved once, all its
 * addresses are looked at, and whoever asks connects to the one that is answered: what the name stands for a moment later does
 * not matter.
 */
public final class AllowList implements Egress {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,252}[a-z0-9_])?");
    private static final Pattern V6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");
    private static final Pattern V4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?=.)|$)){4}");
    /** What a resolver of C takes for a number: 127.1, 0x7f000001, 0177.0.0.1. */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");

    private static final int ANY = -1;

    private final Names names;
    private final int runtimePort;

    public AllowList() {
        this(Names.SYSTEM, Optional.ofNullable(System.getenv("AWS_LAMBDA_RUNTIME_API")));
    }

    public AllowList(Names names) {
        this(names, Optional.empty());
    }

    /** @param runtimeApi {@code 127.0.0.1:9001}, where a Lambda's events and answers are; no {@code allow} opens it */
    AllowList(Names names, Optional<String> runtimeApi) {
        this.names = names;
        this.runtimePort = runtimeApi
                .filter(text -> text.matches(".*:[0-9]{1,5}"))
                .map(text -> Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)))
                .orElse(ANY);
    }

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
        var address = check(uri.getHost(), allow);
        if (uri.getPort() != ANY
                && uri.getPort() == runtimePort
                && Networks.inside(address).isPresent()) {
            throw refuse(
                    "egress.private",
                    "port " + runtimePort + " of host " + uri.getHost() + " is the runtime API of this function.",
                    "Nobody but the function's own runtime speaks with it.");
        }
        return address;
    }

    /**
     * Of a host that is not called by HTTP.
     *
     * @param name null where an address names none
     * @throws Refused as {@link #check(URI, List)}
     */
    public InetAddress check(String name, List<String> allow) throws Http.NotSent {
        if (name == null) throw refuse("egress.host", "the address names no host.", "Write https://host/path.");
        var host = Host.bare(name);
        boolean address = V4.matcher(host).matches() || V6.matcher(host).matches();
        if (!address) checkName(host);
        var addresses = addresses(host, address);
        boolean byAddress =
                address && allow.stream().anyMatch(entry -> Host.bare(entry).equals(host));
        boolean allowed = byAddress || allow.stream().anyMatch(entry -> fits(entry, host));
        // All of them: a name that stands for the inside too has no business here.
        for (var one : addresses) {
            var network = Networks.inside(one);
            if (network.isEmpty() || (network.get().onlyByAddress() ? byAddress : allowed)) continue;
            throw refuse(
                    "egress.private",
                    "host %s is private (%s: %s)."
                            .formatted(host, one.getHostAddress(), network.get().what()),
                    "If it is meant, add it to crossdock.yaml: allow: [\"%s\"]"
                            .formatted(network.get().onlyByAddress() ? one.getHostAddress() : host));
        }
        return addresses.get(0);
    }

    private List<InetAddress> addresses(String host, boolean address) throws Http.NotSent {
        try {
            var found = address ? List.of(InetAddress.getByName(host)) : names.addresses(host);
            if (!found.isEmpty()) return found;
        } catch (UnknownHostException e) {
            // said below
        }
        throw new Http.NotSent("host " + host + " has no address");
    }

    /** One spelling for each address: what is checked here is what everybody else reads too. */
    private static void checkName(String host) {
        if (NUMBER.matcher(host).matches()) {
            throw refuse(
                    "egress.host",
                    "host " + host + " is neither a name nor an address.",
                    "Write an IPv4 address as four decimal numbers: 93.184.216.34");
        }
        if (!NAME.matcher(host).matches()) {
            throw refuse(
                    "egress.host",
                    "host \"" + shown(host) + "\" is no name.",
                    "A name has letters, digits, dots and hyphens; others are written as xn--….");
        }
    }

    private static String shown(String host) {
        var text = host.replaceAll("[^\\x21-\\x7e]", "?");
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private static boolean fits(String entry, String host) {
        var pattern = Host.bare(entry);
        return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : pattern.equals(host);
    }

    private static Refused refuse(String code, String message, String hint) {
        return new Refused(Problem.of(code, message, hint));
    }
}

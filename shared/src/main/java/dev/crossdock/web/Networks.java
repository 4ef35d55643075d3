package dev.crossdock.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The networks that are not the public internet, from IANA's special-purpose registries (RFC 6890 and its successors) and the cases
 * of stripe/smokescreen. The JDK's own questions ({@code isSiteLocalAddress} and its like) know less than half of them.
 */
final class Networks {
    private static final List<Network> V4 = List.of(
            of("0.0.0.0/8", "this host, RFC 1122"),
            of("10.0.0.0/8", "private, RFC 1918"),
            of("100.64.0.0/10", "a carrier's own, RFC 6598"),
            of("127.0.0.0/8", "loopback"),
            // Credentials of machines and containers are handed out here; X-Ray's daemon listens here in Lambda.
            onlyByAddress("169.254.0.0/16", "link-local, with the metadata services of clouds"),
            of("172.16.0.0/12", "private, RFC 1918"),
            of("192.0.0.0/24", "protocol assignments, RFC 6890"),
            of("192.0.2.0/24", "documentation, RFC 5737"),
            of("192.88.99.0/24", "6to4 relays, RFC 7526"),
            of("192.168.0.0/16", "private, RFC 1918"),
            of("198.18.0.0/15", "benchmarks, RFC 2544"),
            of("198.51.100.0/24", "documentation, RFC 5737"),
            of("203.0.113.0/24", "documentation, RFC 5737"),
            of("224.0.0.0/4", "multicast"),
            of("240.0.0.0/4", "reserved, RFC 1112"));

    /** Before the rule that only 2000::/3 is public: most of these are named for the message's sake. */
    private static final List<Network> V6 = List.of(
            of("::/128", "unspecified"),
            of("::1/128", "loopback"),
            of("::/96", "an IPv4 address inside, RFC 4291"),
            of("64:ff9b::/96", "an IPv4 address inside (NAT64), RFC 6052"),
            of("64:ff9b:1::/48", "an IPv4 address inside (NAT64), RFC 8215"),
            of("100::/64", "discarded, RFC 6666"),
            of("2001::/32", "an IPv4 address inside (Teredo), RFC 4380"),
            of("2001::/23", "protocol assignments, RFC 2928"),
            of("2001:db8::/32", "documentation, RFC 3849"),
            of("2002::/16", "an IPv4 address inside (6to4), RFC 3056"),
            of("3fff::/20", "documentation, RFC 9637"),
            onlyByAddress("fd00:ec2::/32", "the metadata service of AWS"),
            of("fc00::/7", "private, RFC 4193"),
            onlyByAddress("fe80::/10", "link-local"),
            of("fec0::/10", "site-local, RFC 3879"),
            of("ff00::/8", "multicast"));

    private static final Network PUBLIC = of("2000::/3", "global unicast");
    private static final Network ELSEWHERE = of("::/0", "not global unicast, RFC 4291");
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private Networks() {}

    /**
     * @param what the reason, for messages
     * @param onlyByAddress whether a project may allow it by the very address only, and never by a name that may come to stand
     *     for it
     */
    record Network(byte[] prefix, int bits, String what, boolean onlyByAddress) {
        boolean holds(byte[] address) {
            if (address.length != prefix.length) return false;
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) return false;
            int rest = bits % 8;
            return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0;
        }
    }

    /** @return the network that keeps it from being public */
    static Optional<Network> inside(InetAddress address) {
        var bytes = unwrapped(address.getAddress());
        var named = (bytes.length == 4 ? V4 : V6)
                .stream().filter(network -> network.holds(bytes)).findFirst();
        if (named.isPresent() || bytes.length == 4 || PUBLIC.holds(bytes)) return named;
        return Optional.of(ELSEWHERE);
    }

    /** ::ffff:10.1.2.3 is 10.1.2.3. The JDK knows that too, but not of an address with a scope. */
    private static byte[] unwrapped(byte[] address) {
        boolean mapped = address.length == 16 && Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? Arrays.copyOfRange(address, MAPPED.length, 16) : address;
    }

    private static Network of(String cidr, String what) {
        return network(cidr, what, false);
    }

    private static Network onlyByAddress(String cidr, String what) {
        return network(cidr, what, true);
    }

    private static Network network(String cidr, String what, boolean onlyByAddress) {
        int slash = cidr.indexOf('/');
        try {
            // Of an address, so nothing is resolved.
            var prefix = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
            return new Network(prefix, Integer.parseInt(cidr.substring(slash + 1)), what, onlyByAddress);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}

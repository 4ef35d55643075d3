package dev.crossdock.web;

import java.util.Locale;

/** How the host of an address is spelt where it is compared, resolved and proved by a certificate: one way for all three. */
final class Host {
    private Host() {}

    /** In small letters, without the brackets of an IPv6 address and without the dot of the root. */
    static String bare(String host) {
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        var name = brackets ? host.substring(1, host.length() - 1) : host;
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }
}

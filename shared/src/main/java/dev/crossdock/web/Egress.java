package dev.crossdock.web;

import dev.crossdock.flow.Refused;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/** The gate that every outgoing request passes. Thread-safe. */
@FunctionalInterface
public interface Egress {
    /**
     * @param allow hosts that may be reached although they are private or loopback: {@code 127.0.0.1}, {@code *.shop.internal}
     * @return the address that the host's name stands for
     * @throws Refused when the request may not be made; the same request will not be allowed later either
     * @throws Http.NotSent when the name cannot be resolved just now
     */
    InetAddress check(URI uri, List<String> allow) throws Http.NotSent;
}

package dev.crossdock.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Says which addresses a host's name stands for. Thread-safe. */
@FunctionalInterface
public interface Names {
    /** The machine's resolver. The JVM keeps an answer for 30 s ({@code networkaddress.cache.ttl}), and no further one is kept here. */
    Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * @param host a name, never an address
     * @return in the order in which they are to be tried
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}

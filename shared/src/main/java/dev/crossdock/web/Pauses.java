package dev.crossdock.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections that failed just now, as this process knows: the next records of a batch need not find out each for itself, one
 * timeout after the other. Costs nothing, holds for seconds, forgets with the process.
 */
final class Pauses {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Map<String, Instant> until = new ConcurrentHashMap<>();

    /** @return the time before which nothing is to be sent; now or earlier when there is no pause */
    Instant of(String connection) {
        return until.getOrDefault(connection, Instant.MIN);
    }

    void failed(String connection, Instant now, Instant next) {
        var latest = now.plus(LONGEST);
        until.put(connection, next.isBefore(latest) ? next : latest);
    }

    void answered(String connection) {
        until.remove(connection);
    }
}

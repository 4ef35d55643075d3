package dev.crossdock.infra.lab.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened, in order: always as a hash, and as lines where somebody wants to read them. Not thread-safe. */
final class Trace {
    private final boolean kept;
    private final List<String> lines = new ArrayList<>();
    private long hash = 0xcbf29ce484222325L;
    private long steps;

    Trace(boolean kept) {
        this.kept = kept;
    }

    /** @param who the process, or the part of the world */
    void add(Instant at, String who, String what) {
        steps++;
        mix(at.toEpochMilli());
        mix(who.hashCode());
        mix(what.hashCode());
        if (kept) lines.add(at + "  " + who + "  " + what);
    }

    private void mix(long value) {
        hash = (hash ^ value) * 0x100000001b3L;
        hash ^= hash >>> 29;
    }

    String hash() {
        return "%016x".formatted(hash);
    }

    long steps() {
        return steps;
    }

    List<String> lines() {
        return lines;
    }
}

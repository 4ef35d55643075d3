package dev.crossdock.infra.lab.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Every decision of one life, from one number. A decision depends on the seed, on where it is asked for, and on how often it was asked
 * for there: when something else of the history is left out, most decisions stay as they were, and a failing history can be made
 * shorter. Mixing is SplitMix64's (Steele, Lea, Flood 2014). Not thread-safe.
 */
final class Chance {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final Set<String> spared;
    private final Map<String, Integer> asked = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    /** @param spared faults that do not happen although they would, as {@link #faults} names them */
    Chance(long seed, Set<String> spared) {
        this.seed = seed;
        this.spared = Set.copyOf(spared);
    }

    /** 64 evenly distributed bits. */
    long bits(String site) {
        int n = asked.merge(site, 1, Integer::sum);
        return mix(mix(seed * GOLDEN + hash(site)) + n * GOLDEN);
    }

    /** 0 inclusive to {@code bound} exclusive. */
    int below(String site, int bound) {
        return (int) Long.remainderUnsigned(bits(site), bound);
    }

    boolean happens(String site, double share) {
        return share(bits(site)) < share;
    }

    <T> T one(String site, List<T> of) {
        return of.get(below(site, of.size()));
    }

    /** 0 inclusive to 1 exclusive, from 53 of the bits. */
    static double share(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }

    /** Notes that a fault is about to happen. @return false when it is one of those that are spared */
    boolean strikes(String kind, String site) {
        var name = kind + " @ " + site + " #" + asked.getOrDefault(site, 0);
        if (spared.contains(name)) return false;
        faults.add(name);
        return true;
    }

    /** What has happened so far. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    RandomGenerator generator(String site) {
        return () -> bits(site);
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        return hash;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

package dev.crossdock;

import dev.crossdock.memory.Faults;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often stores and queues were called, by {@code store.method}: what a deployment pays for. The figures of docs/cost.md are these;
 * tests hold them, so that a change that makes work dearer is seen. {@code -Dcalls=print} shows them.
 */
public final class Calls {
    private final Map<String, Long> counts = new TreeMap<>();

    /** Counts from now on. */
    public Calls(Faults faults) {
        faults.watch((number, what, after) -> {
            if (after) counts.merge(what.substring(0, (what + " ").indexOf(' ')), 1L, Long::sum);
        });
    }

    /** @param names {@code ledger.write}, or {@code ledger.} for all of its methods */
    public long of(String... names) {
        long sum = 0;
        for (var name : names) {
            for (var count : counts.entrySet()) {
                if (name.endsWith(".")
                        ? count.getKey().startsWith(name)
                        : count.getKey().equals(name)) sum += count.getValue();
            }
        }
        return sum;
    }

    public Calls shown(String title) {
        if ("print".equals(System.getProperty("calls"))) System.out.println(title + ": " + counts);
        return this;
    }
}

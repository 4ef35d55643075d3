package dev.crossdock.infra.lab;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ways of doing the same, in turn and in one process, by the processor's time of the thread: the machine may be shared. */
final class InTurn {
    /** Short and many: some are undisturbed. */
    private static final long SLICE_NANOS = 40_000_000;

    private static final int WARM_UP = 15;

    private InTurn() {}

    /**
     * Measures, and prints a line for each.
     *
     * @param ways by name; each run goes through all records once
     * @return lower quartiles of the rounds, nanoseconds a record
     */
    static Map<String, Double> nanos(Map<String, Runnable> ways, int records, int rounds) {
        var times = new LinkedHashMap<String, List<Double>>();
        for (int round = -WARM_UP; round < rounds; round++) {
            for (var way : ways.entrySet()) {
                double time = slice(way.getValue()) / records;
                if (round >= 0)
                    times.computeIfAbsent(way.getKey(), w -> new ArrayList<>()).add(time);
            }
        }
        System.out.printf("Java %s, %d rounds in turn%n", System.getProperty("java.version"), rounds);
        var quartiles = new LinkedHashMap<String, Double>();
        times.forEach(
                (way, all) -> quartiles.put(way, all.stream().sorted().toList().get(all.size() / 4)));
        quartiles.forEach((way, quartile) -> System.out.printf("%-12s %,8.0f ns a record%n", way, quartile));
        return quartiles;
    }

    /** @return nanoseconds a run */
    private static double slice(Runnable way) {
        var threads = ManagementFactory.getThreadMXBean();
        long runs = 0;
        long began = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - began < SLICE_NANOS) {
            way.run();
            runs++;
        }
        return (threads.getCurrentThreadCpuTime() - began) / (double) runs;
    }
}

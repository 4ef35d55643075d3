package dev.crossdock.infra.lab.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Many lives, one a thread. Thread-safe. */
final class Lives {
    private final Simulator simulator;
    private final Bugs bugs;
    private final int happenings;
    private final Map<String, Integer> faults = new TreeMap<>();
    private final List<Life.End> bad = new ArrayList<>();
    /** What a life broke off with, which is no end of it. */
    private IllegalStateException broken;

    private long steps;
    private long events;
    private long traces;

    Lives(Simulator simulator, Bugs bugs, int happenings) {
        this.simulator = simulator;
        this.bugs = bugs;
        this.happenings = happenings;
    }

    /** @return those that ended badly, by their seeds */
    List<Life.End> live(long from, int seeds, int threads) throws InterruptedException {
        var next = new AtomicLong(from);
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            var worker = new Thread(() -> {
                for (long seed = next.getAndIncrement(); seed < from + seeds; seed = next.getAndIncrement()) {
                    live(seed);
                }
            });
            workers.add(worker);
            worker.start();
        }
        for (var worker : workers) worker.join();
        if (broken != null) throw broken;
        bad.sort(Comparator.comparing(end -> end.plan().seed()));
        return List.copyOf(bad);
    }

    private void live(long seed) {
        try {
            ended(simulator.live(Life.Plan.of(seed, happenings), bugs));
        } catch (RuntimeException | Error e) {
            broken(new IllegalStateException("seed " + seed + " broke off", e));
        }
    }

    private synchronized void broken(IllegalStateException e) {
        broken = e;
    }

    private synchronized void ended(Life.End end) {
        steps += end.steps();
        events += end.events();
        traces += Long.parseUnsignedLong(end.hash(), 16) * (2 * end.plan().seed() + 1);
        for (var fault : end.faults()) faults.merge(fault.substring(0, fault.indexOf(" @ ")), 1, Integer::sum);
        if (!end.good()) bad.add(end);
    }

    /** Of all traces together: the same on any machine and JDK. */
    synchronized String traces() {
        return "%016x".formatted(traces);
    }

    /** Calls of functions. */
    synchronized long events() {
        return events;
    }

    synchronized long steps() {
        return steps;
    }

    /** How many of each kind. */
    synchronized Map<String, Integer> faults() {
        return new TreeMap<>(faults);
    }
}

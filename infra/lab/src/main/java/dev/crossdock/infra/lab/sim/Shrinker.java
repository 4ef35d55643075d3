package dev.crossdock.infra.lab.sim;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes a bad history shorter: leaves out happenings, then faults, first many at once, then fewer, and keeps what still ends with the
 * same invariant broken. Greedy, as delta debugging (Zeller, Hildebrandt 2002) without its complements.
 */
final class Shrinker {
    /** Lives that are tried: a minute's work. */
    private static final int MOST = 400;

    private final Simulator simulator;
    private final Bugs bugs;
    private final String invariant;
    private Life.End best;
    private int lives;

    private Shrinker(Simulator simulator, Bugs bugs, Life.End end) {
        this.simulator = simulator;
        this.bugs = bugs;
        this.best = end;
        this.invariant = end.findings().get(0).invariant();
    }

    /** @return the shortest that was found, with its trace */
    static Life.End shrink(Simulator simulator, Bugs bugs, Life.End end) {
        var shrinker = new Shrinker(simulator, bugs, end);
        shrinker.without(Life.End::happenings, Life.Plan::leavingOut);
        shrinker.without(Life.End::faults, Life.Plan::sparing);
        shrinker.without(Life.End::happenings, Life.Plan::leavingOut);
        return simulator.live(shrinker.best.plan().traced(), bugs);
    }

    private interface Change {
        Life.Plan apply(Life.Plan plan, Set<String> more);
    }

    private void without(Function<Life.End, List<String>> what, Change change) {
        for (int size = Math.max(1, what.apply(best).size() / 2); ; size /= 2) {
            int at = 0;
            while (at < what.apply(best).size() && lives < MOST) {
                var all = what.apply(best);
                var some = new HashSet<>(all.subList(at, Math.min(at + size, all.size())));
                var plan = change.apply(best.plan(), some);
                lives++;
                var end = simulator.live(plan, bugs);
                boolean bad = end.findings().stream()
                        .anyMatch(finding -> finding.invariant().equals(invariant));
                if (bad) best = end;
                else at += size;
            }
            if (size <= 1) return;
        }
    }
}

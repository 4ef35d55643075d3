package dev.crossdock.run;

import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Where runs are found in the ledger without looking at all of them: {@code RUNS/time#id} every run, {@code RUNS#job/time#id} a job's,
 * {@code RUNS=state/time#id} those that have ended so.
 */
final class RunLists {
    static final LedgerList ALL = list("RUNS");

    private RunLists() {}

    /** The shortest list that holds them all. */
    static LedgerList of(String job, Optional<State> state) {
        if (!job.isEmpty()) return ofJob(job);
        if (state.isEmpty()) return ALL;
        return state.get().ended() ? ofState(state.get()) : new LedgerList(Runs.OPEN, false, Runs::partition);
    }

    static void add(Ledger ledger, Run run) {
        ledger.write(ALL.partition(), key(run), Ledger.ANY, "{}", null);
        ledger.write(ofJob(run.job()).partition(), key(run), Ledger.ANY, "{}", null);
    }

    static void enters(Ledger ledger, Run before, Run after) {
        if (after.state().ended() && after.state() != before.state())
            ledger.write(ofState(after.state()).partition(), key(after), Ledger.ANY, "{}", null);
    }

    static void leaves(Ledger ledger, Run before, Run after) {
        if (before.state().ended() && after.state() != before.state())
            ledger.delete(ofState(before.state()).partition(), key(before), Ledger.ANY);
    }

    /** A claim that died and was made again left a second entry, of another moment. */
    static boolean holds(String sort, Run run) {
        return sort.indexOf('#') < 0 || sort.equals(key(run));
    }

    private static LedgerList ofJob(String job) {
        return list("RUNS#" + job);
    }

    private static LedgerList ofState(State state) {
        return list("RUNS=" + state.word());
    }

    private static LedgerList list(String partition) {
        return new LedgerList(partition, Runs::partition);
    }

    private static String key(Run run) {
        return run.createdAt().truncatedTo(ChronoUnit.MILLIS) + "#" + run.id();
    }
}

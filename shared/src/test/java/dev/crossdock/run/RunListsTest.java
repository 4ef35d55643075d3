package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Counts;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.SteppedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs are found by job and state without a look at those of other jobs and states. */
class RunListsTest {
    private final SteppedClock clock = new SteppedClock(java.time.Instant.parse("2026-03-01T00:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger(clock);
    private final Runs runs = new Runs(ledger, clock);

    private Run claim(String job, String key) {
        clock.step(Duration.ofSeconds(1));
        var run = Run.queued(key, job, "import-file", 1, Optional.empty(), Map.of(), "", clock.instant());
        runs.claim(run);
        return run;
    }

    private void end(Run run, State state) {
        runs.change(
                run.id(),
                now -> now.ended(state, Counts.ZERO, Optional.empty(), List.of(), Optional.empty(), clock.instant()));
    }

    private List<String> keys(String job, State state) {
        return runs.list(job, Optional.ofNullable(state), "", 50).items().stream()
                .map(Run::key)
                .toList();
    }

    @Test
    void aRunStandsInTheListOfItsStateAndInNoOtherThroughoutItsLife() {
        var run = claim("a", "1");
        assertThat(keys("", State.QUEUED)).containsExactly("1");
        end(run, State.HELD);
        assertThat(keys("", State.HELD)).containsExactly("1");
        runs.change(run.id(), Run::approved);
        assertThat(keys("", State.HELD)).isEmpty();
        assertThat(keys("", State.QUEUED)).containsExactly("1");
        end(run, State.PARTIAL);
        assertThat(keys("", State.PARTIAL)).containsExactly("1");
        assertThat(keys("a", State.PARTIAL)).containsExactly("1");
        assertThat(keys("a", State.HELD)).isEmpty();
    }

    @Test
    void aJobsRunsAreItsOwnAndTheNewestComesFirst() {
        claim("a", "1");
        claim("b", "2");
        claim("a", "3");
        assertThat(keys("a", null)).containsExactly("3", "1");
        assertThat(keys("", null)).containsExactly("3", "2", "1");
        assertThat(runs.newest("a", 1)).extracting(Run::key).containsExactly("3");
        assertThat(runs.newest("c", 1)).isEmpty();
    }

    @Test
    void whatHasNotEndedIsFoundInOneWalk() {
        claim("a", "1");
        end(claim("b", "2"), State.FAILED);
        claim("b", "3");
        assertThat(runs.unended()).extracting(Run::key).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void anEntryWhoseRunIsNotThereOrHasAnotherStateIsPassedOver() {
        var run = claim("a", "1");
        end(run, State.FAILED);
        ledger.write("RUNS=failed", "2026-01-01T00:00:00Z#gone", Ledger.ANY, "{}", null);
        ledger.write("RUNS=held", run.createdAt() + "#" + run.id(), Ledger.ANY, "{}", null);
        assertThat(keys("", State.FAILED)).containsExactly("1");
        assertThat(keys("", State.HELD)).isEmpty();
    }

    @Test
    void whoAsksForWhatIsSeldomGetsAPageThatMayBeEmptyAndItsCursor() {
        var first = claim("a", "first");
        end(first, State.CANCELLED);
        for (int i = 0; i < LedgerList.MOST_WALKED + 250; i++) claim("a", "r" + i);
        var page = runs.list("a", Optional.of(State.CANCELLED), "", 10);
        assertThat(page.items()).isEmpty();
        var found = new ArrayList<Run>();
        for (var next = page.next(); next.isPresent(); next = page.next()) {
            page = runs.list("a", Optional.of(State.CANCELLED), next.get(), 10);
            found.addAll(page.items());
        }
        assertThat(found).extracting(Run::key).containsExactly("first");
    }
}

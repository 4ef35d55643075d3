package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.definition.Connection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardedTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T00:00:00Z");
    private static final Connection AZURE =
            Desk.connection(Connection.Delivery.PUT_BY_KEY, Map.of(), Connection.Retry.DEFAULT);

    private final SteppedClock clock = new SteppedClock(BEGAN);
    private final MemoryLedger ledger = new MemoryLedger(clock);
    private final Breakers breakers = new Breakers(ledger, clock);
    private final List<Instant> calls = new ArrayList<>();
    private boolean away = true;

    private Guarded worker(int seed) {
        return new Guarded(ledger, new Pace(clock, new Random(seed), clock::step));
    }

    private String call(Guarded worker) {
        return worker.call(AZURE, () -> {
            calls.add(clock.instant());
            if (away) throw new WorldException("nobody answers", null);
            return "there";
        });
    }

    private void opened(Guarded worker) {
        for (int i = 0; breakers.open().isEmpty(); i++) {
            assertThatThrownBy(() -> call(worker)).isInstanceOf(WorldException.class);
            if (i > 100) throw new AssertionError("it never opened");
        }
    }

    private record Chunk(Instant at, int number) {}

    @Test
    void aServerThatIsAwayForSixHoursIsLookedAtOnceIn30SecondsByTheWholeFleetAndAllIsDoneAfter() {
        var fleet = new ArrayList<Guarded>();
        for (int i = 0; i < 50; i++) fleet.add(worker(i));
        opened(fleet.get(0));
        var openedAt = clock.instant();
        int before = calls.size();
        var random = new Random(4);
        var queue = new PriorityQueue<>(Comparator.comparing(Chunk::at).thenComparing(Chunk::number));
        for (int i = 0; i < 100; i++) queue.add(new Chunk(BEGAN.plusSeconds(random.nextInt(3_600)), i));
        int done = 0;
        while (!queue.isEmpty()) {
            var chunk = queue.poll();
            if (chunk.at().isAfter(clock.instant())) clock.step(Duration.between(clock.instant(), chunk.at()));
            away = clock.instant().isBefore(BEGAN.plus(Duration.ofHours(6)));
            try {
                call(fleet.get(random.nextInt(fleet.size())));
                done++;
            } catch (WorldException e) {
                // The one that looked is told what it saw, the others wait at nobody's cost.
                boolean looked = e.retryAfter().isEmpty();
                assertThat(e.patient()).isEqualTo(!looked);
                queue.add(
                        new Chunk(clock.instant().plus(e.retryAfter().orElse(Duration.ofSeconds(30))), chunk.number()));
            }
        }
        assertThat(done).isEqualTo(100);
        assertThat(breakers.open()).isEmpty();
        var late = calls.stream()
                .skip(before)
                .filter(at -> at.isBefore(BEGAN.plus(Duration.ofHours(6))))
                .toList();
        assertThat(late.size())
                .isBetween(
                        1,
                        (int) Duration.between(openedAt, BEGAN.plus(Duration.ofHours(6)))
                                        .toSeconds()
                                / 30);
        for (int i = 1; i < late.size(); i++)
            assertThat(Duration.between(late.get(i - 1), late.get(i))).isGreaterThanOrEqualTo(Breaker.APART);
    }

    @Test
    void whoAsksForTimeIsGivenItByAll() {
        var first = worker(1);
        assertThatThrownBy(() -> first.call(AZURE, () -> {
                    throw new WorldException("429", Duration.ofMinutes(2), null);
                }))
                .hasMessage("429");
        away = false;
        var held = catchThrowableOfType(WorldException.class, () -> call(worker(2)));
        assertThat(held.retryAfter()).contains(Duration.ofMinutes(2));
        assertThat(calls).isEmpty();
        clock.step(Duration.ofMinutes(2));
        assertThat(call(worker(3))).isEqualTo("there");
    }

    @Test
    void whatIsRefusedSaysNothingOfWhetherSomebodyIsThere() {
        var worker = worker(1);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> worker.call(AZURE, () -> {
                        throw new Refused(Problem.of("sftp.login", "no.", ""));
                    }))
                    .isInstanceOf(Refused.class);
        }
        assertThat(breakers.open()).isEmpty();
    }
}

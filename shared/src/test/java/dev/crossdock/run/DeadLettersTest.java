package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.event.Queue;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryQueue;
import dev.crossdock.memory.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final MemoryQueue queue = new MemoryQueue(clock);
    private final Ledger ledger = new MemoryLedger(clock);
    private final DeadLetters dead = new DeadLetters(queue, ledger, clock);
    private final List<Announcer.Event> told = new ArrayList<>();

    @Test
    void nothingIsToldOfQueuesThatHaveNone() {
        queue.send("import-file", Queue.Message.of("work"));
        dead.tell(told::add);
        assertThat(told).isEmpty();
    }

    @Test
    void whatWasTriedTooOftenIsToldWithItsQueueAndHowManyThereAre() {
        queue.send("import-file-dead", Queue.Message.of("one"));
        queue.send("import-file-dead", Queue.Message.of("two"));
        queue.send("call-webservice-dead.fifo", Queue.Message.inOrder("three", "g", "3"));
        dead.tell(told::add);
        assertThat(told)
                .extracting(Announcer.Event::title)
                .containsExactly(
                        "1 message of queue call-webservice.fifo was tried too often and waits in call-webservice-dead.fifo",
                        "2 messages of queue import-file were tried too often and wait in import-file-dead");
        assertThat(told.get(1).seen("https://shop.example"))
                .containsAllEntriesOf(Map.of("kind", "queue.dead", "queue", "import-file", "messages", 2L));
    }

    @Test
    void whatWasSeenIsKnownToWhoAsks() {
        dead.tell(told::add);
        assertThat(DeadLetters.seen(ledger)).isEmpty();
        queue.send("import-file-dead", Queue.Message.of("one"));
        clock.step(Duration.ofMinutes(1));
        dead.tell(told::add);
        assertThat(DeadLetters.seen(ledger)).containsExactly(new DeadLetters.Seen("import-file", 1, clock.instant()));
        queue.receive("import-file-dead", 1, Duration.ofMinutes(5))
                .forEach(message -> queue.done("import-file-dead", message));
        clock.step(Duration.ofMinutes(1));
        dead.tell(told::add);
        assertThat(DeadLetters.seen(ledger)).isEmpty();
    }

    @Test
    void withoutAlertsTheyAreLookedAtMoreSeldom() {
        dead.look();
        queue.send("import-file-dead", Queue.Message.of("one"));
        clock.step(Duration.ofMinutes(4));
        dead.look();
        assertThat(DeadLetters.seen(ledger)).isEmpty();
        clock.step(Duration.ofMinutes(1));
        dead.look();
        assertThat(DeadLetters.seen(ledger)).hasSize(1);
    }

    @Test
    void whatNobodyLooksAtAnyMoreIsNotBelievedForLong() {
        queue.send("import-file-dead", Queue.Message.of("one"));
        dead.tell(told::add);
        clock.step(Duration.ofMinutes(16));
        assertThat(DeadLetters.seen(ledger)).isEmpty();
    }

    @Test
    void itIsTheSameEventForAnHourAndAnotherOneAfterIt() {
        queue.send("drops-dead", Queue.Message.of("one"));
        dead.tell(told::add);
        clock.step(Duration.ofSeconds(59));
        dead.tell(told::add);
        assertThat(told).hasSize(1);
        clock.step(Duration.ofMinutes(58));
        dead.tell(told::add);
        clock.step(Duration.ofMinutes(2));
        dead.tell(told::add);
        var keys = told.stream().map(Announcer.Event::key).toList();
        assertThat(keys).hasSize(3);
        assertThat(keys.get(1)).isEqualTo(keys.get(0));
        assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
    }
}

package dev.crossdock.run;

import dev.crossdock.definition.Job;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.WorldException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of messages that were tried too often. They are safe there for two weeks, and nobody works on them: somebody has to know.
 * Thread-safe.
 */
public final class DeadLetters {
    public static final String KIND = "queue.dead";
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** Beside those of the job types; {@code events} is no queue of ours, but what EventBridge and Lambda could not hand on has dead letters. */
    private static final List<String> OTHERS =
            List.of("drops", "call-webservice.fifo", "call-engine", "call-engine.fifo", "events");

    /** Each look asks once for each queue. */
    private static final Duration SELDOM = Duration.ofMinutes(1);

    /** Where only pages show them: a fifth of the calls. */
    private static final Duration MORE_SELDOM = Duration.ofMinutes(5);

    /** What was seen is believed for so long, should nobody look again. */
    private static final Duration BELIEVED = Duration.ofMinutes(15);

    private static final String PARTITION = "DEAD-LETTERS";
    private static final String SORT = "SEEN";

    private final Queue queue;
    private final Ledger ledger;
    private final Clock clock;
    private volatile Instant rests = Instant.EPOCH;

    public DeadLetters(Queue queue, Ledger ledger, Clock clock) {
        this.queue = queue;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @param queue by its short name @param messages more than 0 @param at when they were counted */
    public record Seen(String queue, long messages, Instant at) {}

    private record AllSeen(List<Seen> queues) {}

    /** As of the last look, of whichever process, at most {@link #BELIEVED} ago: pages need no access to queues. */
    public static List<Seen> seen(Ledger ledger) {
        return ledger.read(PARTITION, SORT)
                .map(entry -> Json.read(entry.body(), AllSeen.class).queues())
                .orElse(List.of());
    }

    /** The queues whose dead letters are looked at, by their short names. */
    public static List<String> queues() {
        return Stream.concat(Job.types().stream(), OTHERS.stream()).sorted().toList();
    }

    /** Tells of each queue that has some, once an hour for as long as it has. Called every minute or so, by anybody, as often as it likes. */
    public void tell(Consumer<Announcer.Event> announce) {
        look(announce, SELDOM);
    }

    /** Only for the pages. Called as often as {@link #tell}. */
    public void look() {
        look(event -> {}, MORE_SELDOM);
    }

    private void look(Consumer<Announcer.Event> announce, Duration rest) {
        var now = clock.instant();
        if (now.isBefore(rests)) return;
        rests = now.plus(rest);
        var seen = new ArrayList<Seen>();
        for (var name : queues()) {
            try {
                long waiting = queue.size(Queue.deadLetters(name));
                if (waiting == 0) continue;
                seen.add(new Seen(name, waiting, now));
                announce.accept(event(name, waiting));
            } catch (WorldException e) {
                LOG.debug("dead-letters.unseen queue={} message=\"{}\"", name, e.getMessage());
            }
        }
        note(seen, now);
    }

    /** No write as long as there are none. */
    private void note(List<Seen> seen, Instant now) {
        try {
            if (seen.isEmpty() && ledger.read(PARTITION, SORT).isEmpty()) return;
            ledger.write(PARTITION, SORT, Ledger.ANY, Json.write(new AllSeen(seen)), now.plus(BELIEVED));
        } catch (WorldException e) {
            LOG.debug("dead-letters.unnoted message=\"{}\"", e.getMessage());
        }
    }

    private Announcer.Event event(String name, long waiting) {
        var dead = Queue.deadLetters(name);
        return new Announcer.Event(
                KIND,
                "dead/" + name + "/" + clock.instant().truncatedTo(ChronoUnit.HOURS),
                (waiting == 1
                                ? "1 message of queue %s was tried too often and waits in %s"
                                : waiting + " messages of queue %s were tried too often and wait in %s")
                        .formatted(name, dead),
                "/",
                Map.of("queue", name, "messages", waiting));
    }
}

package dev.crossdock.graph;

import dev.crossdock.flow.Problem;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What kept a trigger from acting on a change: a loop that was ended, a condition that fails over a record. Kept for a month under
 * {@code TRIGGER-PROBLEMS#name}, for people to look at. Thread-safe.
 */
public final class TriggerProblems {
    private static final Logger LOG = LoggerFactory.getLogger(TriggerProblems.class);
    private static final Duration KEPT = Duration.ofDays(30);

    private final Ledger ledger;
    private final Clock clock;

    public TriggerProblems(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @param at ISO 8601, when the change was made or looked at */
    public record Entry(
            String at,
            String collection,
            String record,
            String event,
            int hop,
            String code,
            String place,
            String message,
            String hint) {}

    /** The newest first. @param limit 1 to 1,000 */
    public List<Entry> list(String trigger, int limit) {
        return ledger.listBackwards(partition(trigger), "", "", limit).stream()
                .map(entry -> ChangeMessage.read(entry.body(), Entry.class))
                .toList();
    }

    /** The same change comes to the same entry, however often it is told of. */
    void note(String trigger, Change change, Instant at, Problem problem) {
        LOG.error(
                "trigger.refused trigger={} collection={} record={} hop={} code={} message=\"{}\"",
                trigger,
                change.collection(),
                change.id(),
                change.hop(),
                problem.code(),
                problem);
        var time = RecordItem.time(at);
        var entry = new Entry(
                time,
                change.collection(),
                change.id(),
                change.event(),
                change.hop(),
                problem.code(),
                problem.place(),
                problem.message(),
                problem.hint());
        var sort = time + "#"
                + RecordText.hash(change.collection() + "#" + change.id() + "#" + change.version(), problem.code());
        ledger.write(
                partition(trigger),
                sort,
                Ledger.ANY,
                ChangeMessage.write(entry),
                clock.instant().plus(KEPT));
    }

    private static String partition(String trigger) {
        return "TRIGGER-PROBLEMS#" + trigger;
    }
}

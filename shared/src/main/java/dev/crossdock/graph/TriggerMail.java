package dev.crossdock.graph;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the messages of the triggers' queues, for whoever acts on them: fetches what was too large for the queue, and takes what has
 * settled. Thread-safe.
 */
public final class TriggerMail {
    private static final Logger LOG = LoggerFactory.getLogger(TriggerMail.class);

    private final TriggerRules rules;
    private final TriggerPost post;
    private final Windows windows;
    private final TriggerProblems problems;
    private final ObjectStore objects;
    private final Clock clock;

    public TriggerMail(DefinitionStore definitions, Queue queue, ObjectStore objects, Ledger ledger, Clock clock) {
        this.rules = new TriggerRules(definitions);
        this.post = new TriggerPost(queue, objects);
        this.windows = new Windows(ledger, post, clock);
        this.problems = new TriggerProblems(ledger, clock);
        this.objects = objects;
        this.clock = clock;
    }

    /**
     * What a message asks for now; both empty when it is done.
     *
     * @param waits give the message back until then
     */
    public record Letter(Optional<Act> act, Optional<Instant> waits) {
        static final Letter DONE = new Letter(Optional.empty(), Optional.empty());

        private static Letter of(ChangeMessage whole, String body) {
            return new Letter(Optional.of(new Act(whole.trigger(), whole.change(), body)), Optional.empty());
        }
    }

    /** @param body what may be put on the queue to ask for the same again: of what has settled that is not the message's own */
    public record Act(String trigger, Change change, String body) {}

    /** The same message gives the same change, however often it is opened, until it is done. */
    public Letter open(String body) {
        var message = ChangeMessage.parse(body);
        if (message.window() == null) return Letter.of(post.whole(message), body);
        var taken = windows.take(message.trigger(), message.window());
        if (taken.changes().isEmpty()) return new Letter(Optional.empty(), taken.until());
        var gathered = taken.changes().get();
        var whole = post.whole(gathered);
        return concerns(message.trigger(), whole.change()) ? Letter.of(whole, gathered.json()) : Letter.DONE;
    }

    /** The changes of a window count as one, so the trigger is asked about that one. */
    private boolean concerns(String trigger, Change change) {
        var rule = rules.named(trigger);
        // Whoever acts on it says that the trigger is gone.
        if (rule.isEmpty()) return true;
        try {
            return Triggers.concerns(rule.get(), change);
        } catch (Refused e) {
            problems.note(trigger, change, clock.instant(), e.problem());
            return false;
        }
    }

    /** Keeps a message at which its function fails again and again: its group must go on. */
    public void setAside(Queue.Received message, RuntimeException failure) {
        var key = ".runs/undelivered/failed/" + message.id() + ".json";
        objects.write(key, kept(message).getBytes(StandardCharsets.UTF_8), "application/json");
        LOG.error("message.set-aside message={} receives={} kept={}", message.id(), message.receives(), key, failure);
    }

    /** What settled is not in the message, and its place will be taken. */
    private String kept(Queue.Received message) {
        try {
            return open(message.body()).act().map(Act::body).orElse(message.body());
        } catch (RuntimeException e) {
            return message.body();
        }
    }
}

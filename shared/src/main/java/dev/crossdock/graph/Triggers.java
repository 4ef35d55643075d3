package dev.crossdock.graph;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.ItemChange;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Instant;

/**
 * Holds every change of a record against the triggers and puts what concerns one of them on its queue: in order for each record,
 * once however often the stream tells it. Thread-safe.
 */
public final class Triggers {
    /** Where the changes go that make a call. */
    public static final String CALLS = "call-webservice.fifo";
    /** Where the changes go that run a template. */
    public static final String RUNS = "call-engine.fifo";
    /** A trigger whose effect writes back starts the next one; at this many hops it is a loop. */
    public static final int MOST_HOPS = 8;

    private final TriggerRules rules;
    private final TriggerPost post;
    private final Windows windows;
    private final TriggerProblems problems;

    public Triggers(DefinitionStore definitions, Queue queue, ObjectStore objects, Ledger ledger, Clock clock) {
        this.rules = new TriggerRules(definitions);
        this.post = new TriggerPost(queue, objects);
        this.windows = new Windows(ledger, post, clock);
        this.problems = new TriggerProblems(ledger, clock);
    }

    /** @throws dev.crossdock.flow.WorldException when a store or queue is out of reach; told again, it does what is left */
    public void changed(ItemChange item) {
        // What the table's own time to live takes away is no event of the business.
        if (item.expired()) return;
        var watching = rules.of(Change.collection(item));
        // Most changes concern nobody: their images are not even read.
        if (watching.isEmpty()) return;
        Change.of(item).ifPresent(change -> watching.forEach(rule -> fire(rule, change, item.at())));
    }

    private void fire(TriggerRule rule, Change change, Instant at) {
        var trigger = rule.trigger();
        try {
            if (trigger.settle().isPresent()) windows.add(trigger, change, () -> concerns(rule, change));
            else if (concerns(rule, change)) post.send(trigger, ChangeMessage.of(trigger.name(), change));
        } catch (Refused e) {
            // The record's other triggers, and the records behind it, go on.
            problems.note(trigger.name(), change, at, e.problem());
        }
    }

    /** @throws Refused {@code trigger.loop} */
    static boolean concerns(TriggerRule rule, Change change) {
        if (!rule.concerns(change)) return false;
        if (change.hop() < MOST_HOPS) return true;
        throw new Refused(Problem.of(
                        "trigger.loop",
                        "\"%s\" of %s was written %d times by what its own changes started."
                                .formatted(change.id(), change.collection(), change.hop()),
                        "Let the trigger's condition end the loop.")
                .at("trigger " + rule.trigger().name()));
    }
}

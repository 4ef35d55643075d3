package dev.crossdock.infra.lab.sim;

import dev.crossdock.webhook.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * As in Lambda: when a sender's patience ends, the answer goes out and the environment is frozen, with the work in the midst of a step.
 * It goes on some time later, as if nothing had been, or never.
 */
final class FrozenPatience implements Patience {
    private final Machine machine;
    private Instant until;
    private Runnable late;

    FrozenPatience(Machine machine) {
        this.machine = machine;
    }

    @Override
    public <T> T within(Duration patience, Supplier<T> work, Runnable late) throws TimeoutException {
        // Work of seconds: here it takes milliseconds, so the patience is as short now and then.
        var world = machine.world;
        boolean slow = world.odd("slow", machine.name, 0.3);
        this.until = world.now().plus(slow ? Duration.ofMillis(world.chance.below("slow", 100)) : patience);
        this.late = late;
        T done;
        boolean answered;
        try {
            done = work.get();
        } finally {
            answered = this.late == null;
            this.late = null;
        }
        if (answered) throw new TimeoutException();
        return done;
    }

    /** Whether somebody waits, and has waited long enough. */
    boolean ended() {
        return late != null && machine.world.now().isAfter(until);
    }

    /** Answers. */
    void answer() {
        var late = this.late;
        this.late = null;
        late.run();
    }
}

package dev.crossdock.web;

import dev.crossdock.run.Announcer;
import dev.crossdock.run.DeadLetters;

/** Looks every minute for what has happened beside all runs and triggers, and tells the alerts of it. Thread-safe. */
public final class Watch {
    private final Breakers breakers;
    private final DeadLetters dead;
    private final Announcer announcer;

    public Watch(Breakers breakers, DeadLetters dead, Announcer announcer) {
        this.breakers = breakers;
        this.dead = dead;
        this.announcer = announcer;
    }

    /** As often as it likes, by several at once: each event is told once. */
    public void round() {
        breakers.tell(announcer::announce);
        if (announcer.asked(DeadLetters.KIND)) dead.tell(announcer::announce);
        else dead.look();
    }
}

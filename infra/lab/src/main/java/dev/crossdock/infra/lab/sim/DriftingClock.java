package dev.crossdock.infra.lab.sim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A process's clock, which differs from the world's and may jump. */
final class DriftingClock extends Clock {
    private final Clock world;
    private Duration off;

    DriftingClock(Clock world, Duration off) {
        this.world = world;
        this.off = off;
    }

    void jump(Duration to) {
        off = to;
    }

    @Override
    public Instant instant() {
        return world.instant().plus(off);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("zones belong to whoever formats a time");
    }
}

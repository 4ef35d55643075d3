package dev.crossdock.definition;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The moments at which a schedule fires. A cron line means times on the wall clock of its zone, each once: one that the clock
 * jumps over in spring is left out, one that comes twice in autumn fires the first time (as EventBridge Scheduler does). {@code
 * every} means so much time whatever the wall clock says, counted from 1970-01-01T00:00Z, so that {@code 15m} fires at the full
 * quarters and a restart moves nothing. Immutable and thread-safe.
 */
public final class Fires {
    /** 29 February may be eight years away. */
    private static final int MOST_DAYS = 9 * 366;

    private final Optional<Cron.Fields> cron;
    private final Optional<Duration> every;
    private final ZoneId zone;

    /**
     * @param projectZone where the schedule names none
     * @throws dev.crossdock.flow.Refused when the cron line is none
     */
    public Fires(Job.Schedule schedule, String projectZone) {
        this.cron = schedule.cron().map(Cron::parse);
        this.every = schedule.every();
        this.zone = ZoneId.of(schedule.zone().orElse(projectZone));
    }

    public ZoneId zone() {
        return zone;
    }

    /** The first moment behind this one; empty when there is none in nine years. */
    public Optional<Instant> next(Instant after) {
        if (every.isPresent()) {
            long ms = every.get().toMillis();
            return Optional.of(Instant.ofEpochMilli(Math.floorDiv(after.toEpochMilli(), ms) * ms + ms));
        }
        var date = after.atZone(zone).toLocalDate();
        for (int i = 0; i < MOST_DAYS; i++) {
            var found = onDay(date.plusDays(i), after);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private Optional<Instant> onDay(LocalDate date, Instant after) {
        var fields = cron.orElseThrow();
        if (!fields.on(date)) return Optional.empty();
        for (int hour = fields.hours().nextSetBit(0);
                hour >= 0;
                hour = fields.hours().nextSetBit(hour + 1)) {
            for (int minute = fields.minutes().nextSetBit(0);
                    minute >= 0;
                    minute = fields.minutes().nextSetBit(minute + 1)) {
                var local = date.atTime(hour, minute);
                var offsets = zone.getRules().getValidOffsets(local);
                if (offsets.isEmpty()) continue;
                var moment = local.toInstant(offsets.get(0));
                if (moment.isAfter(after)) return Optional.of(moment);
            }
        }
        return Optional.empty();
    }

    /** The last moment behind {@code after} and not behind {@code now}. */
    public Optional<Instant> latest(Instant after, Instant now) {
        var latest = Optional.<Instant>empty();
        for (var next = next(after); next.isPresent() && !next.get().isAfter(now); next = next(next.get()))
            latest = next;
        return latest;
    }

    /** The next so many, with the zone's offset at each. */
    public List<ZonedDateTime> next(int count, Instant after) {
        var all = new ArrayList<ZonedDateTime>();
        for (var next = next(after); next.isPresent() && all.size() < count; next = next(next.get()))
            all.add(next.get().atZone(zone));
        return all;
    }
}

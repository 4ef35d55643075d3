package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.definition.Fires;
import dev.crossdock.definition.Job;
import dev.crossdock.flow.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the jobs whose time has come. Nothing is planned ahead: whoever knows the time asks, every so often, what has become due
 * since the last moment that was seen to. So a moment that passed while nobody asked (a host that was down, a laptop that slept)
 * is made up for, the latest one of each job, unless it is older than {@link #LATE}. Asked twice, or by two at once, a moment
 * starts its run once: the run's key is job and moment. Thread-safe.
 *
 * <p>Entry: {@code SCHEDULE#job, LAST} the last moment that was seen to, and the schedule that meant it.
 */
public final class Schedules {
    /** A moment that was missed longer ago is left out: EventBridge Scheduler, too, gives up after a day. */
    static final Duration LATE = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
    private static final String LAST = "LAST";

    private final Ledger ledger;
    private final Starter starter;
    private final DefinitionStore definitions;
    private final Clock clock;
    /** Before this moment a job need not be asked about. */
    private final Map<String, Due> due = new ConcurrentHashMap<>();

    public Schedules(Ledger ledger, Starter starter, DefinitionStore definitions, Clock clock) {
        this.ledger = ledger;
        this.starter = starter;
        this.definitions = definitions;
        this.clock = clock;
    }

    /** @param schedule a new schedule begins when it is first seen, and has missed nothing */
    private record Last(
            @JsonProperty("schedule") String schedule,
            @JsonProperty("at") Instant at) {}

    private record Due(String schedule, Instant at) {}

    /** Starts what is due now. A job that cannot be started is said in the log and tried again at its next moment. */
    public void tick() {
        var project = definitions.project();
        for (var job : project.jobs().values()) {
            job.schedule().ifPresent(schedule -> see(job.name(), schedule, project.zone()));
        }
    }

    private void see(String job, Job.Schedule schedule, String projectZone) {
        var now = clock.instant();
        var text = schedule.cron().orElse("")
                + schedule.every().map(Duration::toString).orElse("") + " "
                + schedule.zone().orElse(projectZone);
        var known = due.get(job);
        if (known != null && known.schedule().equals(text) && now.isBefore(known.at())) return;
        var fires = new Fires(schedule, projectZone);
        var entry = ledger.read("SCHEDULE#" + job, LAST);
        var last = entry.map(e -> Json.read(e.body(), Last.class))
                .filter(l -> l.schedule().equals(text));
        var from = last.map(Last::at).orElse(now);
        var earliest = now.minus(LATE);
        var moment = fires.latest(from.isBefore(earliest) ? earliest : from, now);
        moment.ifPresent(at -> fire(job, at, now));
        if (last.isEmpty() || moment.isPresent()) {
            // Whoever else saw to the same moment wrote the same.
            var seen = new Last(text, moment.orElse(now));
            ledger.write(
                    "SCHEDULE#" + job,
                    LAST,
                    entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT),
                    Json.write(seen),
                    null);
        }
        fires.next(moment.orElse(now)).ifPresentOrElse(at -> due.put(job, new Due(text, at)), () -> due.remove(job));
    }

    private void fire(String job, Instant moment, Instant now) {
        try {
            var runs = starter.fire(job, moment);
            LOG.info(
                    "schedule.fired job={} planned={} lateMs={} runs={}",
                    job,
                    moment,
                    Duration.between(moment, now).toMillis(),
                    runs.size());
        } catch (Refused e) {
            LOG.warn("schedule.refused job={} planned={} {}", job, moment, e.problem());
        }
    }
}

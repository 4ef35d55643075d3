package dev.crossdock.infra.local;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens by the clock while the host runs. Thread-safe. A task that still runs when its time comes again is skipped. */
@ApplicationScoped
public class Timetable {
    private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);
    private final Scheduler scheduler;

    Timetable(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * @param name unique; an entry of the same name is replaced
     * @param task is told for when it was planned
     */
    public void every(String name, Duration time, Consumer<Instant> task) {
        enter(name, scheduler.newJob(name).setInterval(time.toString()), task);
    }

    /**
     * @param cron six fields, seconds first: see {@link Cron}
     * @param zone IANA name
     */
    public void at(String name, String cron, String zone, Consumer<Instant> task) {
        enter(name, scheduler.newJob(name).setCron(cron).setTimeZone(zone), task);
    }

    public void remove(String name) {
        scheduler.unscheduleJob(name);
    }

    /** Begins nothing more. */
    void stop() {
        scheduler.pause();
    }

    private void enter(String name, Scheduler.JobDefinition<?> job, Consumer<Instant> task) {
        scheduler.unscheduleJob(name);
        job.setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP);
        job.setTask(execution -> run(name, () -> task.accept(execution.getScheduledFireTime())))
                .schedule();
    }

    private void run(String name, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            if (scheduler.isRunning()) LOG.error("schedule.failed name={}", name, e);
            else LOG.debug("schedule.broken-off name={}", name, e);
        }
    }
}

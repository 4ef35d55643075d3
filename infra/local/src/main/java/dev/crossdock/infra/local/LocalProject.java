package dev.crossdock.infra.local;

import dev.crossdock.definition.Job;
import dev.crossdock.definition.Loaded;
import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Starter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the project's folder to the store, as {@code crossdock apply} does to a deployment, and keeps its jobs' schedules.
 * A definition that is broken at the moment stays as it was published last.
 */
@ApplicationScoped
class LocalProject {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProject.class);

    private final DefinitionStore store;
    private final Starter starter;
    private final Timetable timetable;
    private final Map<String, Job.Schedule> scheduled = new LinkedHashMap<>();
    private final Set<String> entries = new HashSet<>();

    LocalProject(DefinitionStore store, Starter starter, Timetable timetable) {
        this.store = store;
        this.starter = starter;
        this.timetable = timetable;
    }

    /** Reads the folder; what it finds wrong is told and is no failure. */
    synchronized void load(Path folder) {
        var loaded = ProjectFolder.load(folder, "");
        loaded.problems().forEach(problem -> LOG.warn("{}", problem));
        var changes = store.publish(loaded.textsOver(published()), true);
        for (var change : changes) LOG.info("definition.{} name={}", change.what(), change.name());
        schedule(loaded);
    }

    private Map<String, String> published() {
        var texts = new LinkedHashMap<String, String>();
        for (var name : store.names().keySet()) {
            store.text(name).ifPresent(text -> texts.put(name, text.value()));
        }
        return texts;
    }

    private void schedule(Loaded loaded) {
        var wanted = new LinkedHashMap<String, Job.Schedule>();
        for (var job : loaded.project().jobs().values()) {
            job.schedule().ifPresent(schedule -> wanted.put(job.name(), schedule));
        }
        if (wanted.equals(scheduled)) return;
        entries.forEach(timetable::remove);
        entries.clear();
        wanted.forEach((job, schedule) -> enter(job, schedule, loaded.project().zone()));
        scheduled.clear();
        scheduled.putAll(wanted);
    }

    private void enter(String job, Job.Schedule schedule, String zone) {
        schedule.every().ifPresent(time -> timetable.every(entry(job, 0), time, planned -> start(job, planned)));
        schedule.cron().ifPresent(cron -> {
            int n = 0;
            for (var expression : Cron.ofCrontab(cron)) {
                timetable.at(entry(job, n++), expression, schedule.zone().orElse(zone), planned -> start(job, planned));
            }
        });
    }

    private String entry(String job, int n) {
        var name = "job." + job + "." + n;
        entries.add(name);
        return name;
    }

    /** The planned time is the cause, so two entries that mean the same minute start one run. */
    private void start(String job, Instant planned) {
        try {
            starter.startMatching(job, "schedule\n" + job + "\n" + planned.getEpochSecond(), Map.of());
        } catch (Refused e) {
            LOG.warn("{}", e.problem());
        }
    }
}

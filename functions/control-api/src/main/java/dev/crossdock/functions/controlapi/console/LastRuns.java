package dev.crossdock.functions.controlapi.console;

import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** How each job has done lately. Thread-safe. */
@Singleton
class LastRuns {
    private final Runs runs;
    private final AtOnce atOnce;

    LastRuns(Runs runs, AtOnce atOnce) {
        this.runs = runs;
        this.atOnce = atOnce;
    }

    /** @return of each job its newest runs, the newest first, in the order of the jobs @param limit of each job's */
    Map<String, List<Run>> of(List<String> jobs, int limit) {
        var found = atOnce.all(jobs.stream()
                .<Supplier<List<Run>>>map(job -> () -> runs.newest(job, limit))
                .toList());
        var last = new LinkedHashMap<String, List<Run>>();
        for (int i = 0; i < jobs.size(); i++) last.put(jobs.get(i), found.get(i));
        return last;
    }
}

package dev.crossdock.functions.controlapi.console;

import dev.crossdock.flow.FileRef;
import dev.crossdock.run.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A run in a list. @param counts those that are not zero, in words @param took empty until it has ended */
public record RunLine(
        String id,
        String job,
        State state,
        boolean dryRun,
        String source,
        Told.Time at,
        String counts,
        String took,
        String problem,
        double progress) {

    static RunLine of(Run run, double progress, Told told) {
        return new RunLine(
                run.id(),
                run.job(),
                State.of(run.state()),
                run.dryRun(),
                run.file().map(FileRef::path).orElse(""),
                told.time(run.createdAt()),
                counts(run),
                took(run, told),
                run.error().map(problem -> problem.message()).orElse(""),
                progress);
    }

    private static String took(Run run, Told told) {
        if (run.startedAt().isEmpty()) return "";
        return Told.duration(
                Duration.between(run.startedAt().get(), run.endedAt().orElse(told.now())));
    }

    private static String counts(Run run) {
        var counts = run.counts();
        var said = new ArrayList<String>();
        add(said, counts.written(), "written");
        add(said, counts.unchanged(), "unchanged");
        add(said, counts.skipped(), "skipped");
        add(said, counts.rejected(), "rejected");
        add(said, counts.unknown(), "unknown");
        add(said, counts.deleted(), "deleted");
        return String.join(" · ", said);
    }

    private static void add(List<String> said, long count, String word) {
        if (count > 0) said.add(Told.number(count) + " " + word);
    }
}

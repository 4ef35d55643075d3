package dev.crossdock.functions.controlapi.console;

import static dev.crossdock.run.State.QUEUED;
import static dev.crossdock.run.State.RUNNING;

import dev.crossdock.definition.Fires;
import dev.crossdock.definition.Job;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The first page: what is wrong, what runs now, and how each job has done lately. */
@Path("/")
public class Overview {
    /** Runs of a job that its bar shows. */
    private static final int SHOWN = 12;

    private static final int MOST_OPEN = 25;

    private final Console console;
    private final DefinitionStore definitions;
    private final Runs runs;
    private final OpenProblems problems;
    private final LastRuns last;

    Overview(Console console, DefinitionStore definitions, Runs runs, OpenProblems problems, LastRuns last) {
        this.last = last;
        this.console = console;
        this.definitions = definitions;
        this.runs = runs;
        this.problems = problems;
    }

    /** @param more whether there are more that have not ended than are shown */
    public record Page(
            List<OpenProblems.Open> problems, List<RunLine> open, boolean more, List<JobLine> jobs, boolean empty) {}

    /**
     * @param bar its last runs, the oldest first
     * @param last empty list when it never ran, else the newest run
     */
    public record JobLine(String name, String type, List<Bit> bar, List<RunLine> last, Told.Time next, String words) {}

    /** One run in a bar. @param x where it stands, in its units */
    public record Bit(int x, String id, State state, String title) {}

    @GET
    public Response overview(@Context ContainerRequestContext request) {
        var told = console.told();
        var project = definitions.project();
        var jobs = project.jobs().keySet().stream().sorted().toList();
        var newest = last.of(jobs, SHOWN);
        var unended = runs.unended();
        var open = Stream.of(RUNNING, QUEUED)
                .flatMap(state -> unended.stream().filter(run -> run.state() == state))
                .toList();
        var lines = jobs.stream()
                .map(name -> line(project.jobs().get(name), newest.get(name), project.zone(), told))
                .toList();
        var page = new Page(
                problems.all(newest.values(), told),
                open.stream()
                        .limit(MOST_OPEN)
                        .map(run -> RunLine.of(run, runs.progress(run), told))
                        .toList(),
                open.size() > MOST_OPEN,
                lines,
                jobs.isEmpty());
        return console.page(request, "overview", "overview", "Overview", page);
    }

    private JobLine line(Job job, List<Run> newest, String zone, Told told) {
        var bar = new ArrayList<Bit>();
        for (int i = newest.size() - 1; i >= 0; i--) {
            var run = newest.get(i);
            var at = told.time(run.createdAt());
            var x = (SHOWN - 1 - i) * 8;
            bar.add(new Bit(x, run.id(), State.of(run.state()), run.state().word() + ", " + at.text()));
        }
        var next = job.schedule().flatMap(schedule -> new Fires(schedule, zone).next(told.now()));
        return new JobLine(
                job.name(),
                job.type().orElse(""),
                bar,
                newest.stream().limit(1).map(run -> RunLine.of(run, 0, told)).toList(),
                told.time(next),
                words(newest));
    }

    /** The bar for who does not see it: {@code last 12 runs: 10 succeeded, 2 failed}. */
    private static String words(List<Run> newest) {
        if (newest.isEmpty()) return "no runs yet";
        Map<String, Integer> counts = new LinkedHashMap<>();
        newest.forEach(run -> counts.merge(run.state().word(), 1, Integer::sum));
        var said = counts.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .toList();
        return "last " + newest.size() + " runs: " + String.join(", ", said);
    }
}

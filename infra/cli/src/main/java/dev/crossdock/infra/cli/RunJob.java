package dev.crossdock.infra.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a run, and waits for its end if wanted. */
@Command(name = "run", description = "Start a run of a job.")
final class RunJob implements Callable<Integer> {
    /** Of the records and of the rejects of a dry run. */
    private static final int SHOWN = 20;

    private final Context context;

    RunJob(Context context) {
        this.context = context;
    }

    @Parameters(index = "0", paramLabel = "JOB", description = "The job.")
    String job;

    @Option(
            names = "--file",
            paramLabel = "NAME",
            description = "A file in the job's bucket (default: all that match).")
    String file;

    @Option(names = "--param", paramLabel = "K=V", description = "A value for $params; may be given several times.")
    Map<String, String> params = new LinkedHashMap<>();

    @Option(
            names = "--dry-run",
            description = "Read, map and check, but write nothing; with --wait the first records are shown.")
    boolean dryRun;

    @Option(names = "--wait", description = "Wait for the end; the exit code says how it was.")
    boolean wait;

    @Option(names = "--strict", description = "With --wait: a run with rejects counts as failed.")
    boolean strict;

    @Override
    public Integer call() {
        var wish = Json.object();
        if (file != null) wish.put("file", file);
        if (!params.isEmpty()) params.forEach(wish.putObject("params")::put);
        if (dryRun) wish.put("dryRun", true);
        var run = context.api().post(Api.path("jobs", job, "runs"), wish);
        // Without a file the host starts a run for each file that matches.
        var ids = new ArrayList<String>();
        for (var id : run.path("runs")) ids.add(id.asText());
        if (ids.isEmpty()) ids.add(run.path("id").asText());
        if (wait) return ids.stream().mapToInt(this::untilEnd).max().orElse(0);
        if (context.json()) context.out.println(run);
        else ids.forEach(context.out::println);
        return 0;
    }

    private int untilEnd(String id) {
        var exit = new Watch(context).untilEnd(id, strict);
        if (!dryRun || context.json()) return exit;
        var shown = new FirstRecords(context);
        shown.records(context.api().lines(Api.path("runs", id, "preview"), SHOWN));
        shown.rejects(context.api().lines(Api.path("runs", id, "rejects"), SHOWN));
        context.err.println("A dry run: nothing was written, and no input was moved.");
        return exit;
    }
}

package dev.crossdock.infra.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a run's input again. */
@Command(name = "retry", description = "Run again what a run has not done.")
final class Retry implements Callable<Integer> {
    private final Context context;

    Retry(Context context) {
        this.context = context;
    }

    @Parameters(paramLabel = "ID", description = "The run.")
    String id;

    @Option(names = "--wait", description = "Wait for the end; the exit code says how it was.")
    boolean wait;

    @Option(names = "--strict", description = "With --wait: a run with rejects counts as failed.")
    boolean strict;

    @Override
    public Integer call() {
        var run = context.api().post(Api.path("runs", id, "retry"), Json.object());
        var started = run.path("id").asText(id);
        if (wait) return new Watch(context).untilEnd(started, strict);
        if (context.json())
            context.out.println(run.isMissingNode() ? Json.object().put("id", started) : run);
        else context.out.println(started);
        return 0;
    }
}

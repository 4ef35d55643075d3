package dev.crossdock.infra.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a held run go on. */
@Command(name = "approve", description = "Let a held run go on, and delete what it was held for.")
final class Approve implements Callable<Integer> {
    private final Context context;

    Approve(Context context) {
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
        var run = context.api().post(Api.path("runs", id, "approve"), Json.object());
        if (wait) return new Watch(context).untilEnd(id, strict);
        if (context.json())
            context.out.println(run.isMissingNode() ? Json.object().put("id", id) : run);
        else context.err.println("Approved " + id + ". Look with: crossdock runs show " + id);
        return 0;
    }
}

package dev.crossdock.infra.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Asks a run to stop. */
@Command(name = "cancel", description = "Stop a run; what it has written stays.")
final class Cancel implements Callable<Integer> {
    private final Context context;

    Cancel(Context context) {
        this.context = context;
    }

    @Parameters(paramLabel = "ID", description = "The run.")
    String id;

    @Override
    public Integer call() {
        var run = context.api().post(Api.path("runs", id, "cancel"), Json.object());
        if (context.json())
            context.out.println(run.isMissingNode() ? Json.object().put("id", id) : run);
        else if (Watch.ended(run)) context.err.println(id + " has ended already: " + Watch.line(run));
        else context.err.println("Asked " + id + " to stop. Look with: crossdock runs show " + id);
        return 0;
    }
}

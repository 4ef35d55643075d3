package dev.crossdock.infra.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what became of each record that a run sent to a webservice: NDJSON, as the host keeps it. */
@Command(name = "results", description = "Show what became of each record that a run sent to a webservice.")
final class Results implements Callable<Integer> {
    private final Context context;

    Results(Context context) {
        this.context = context;
    }

    @Parameters(paramLabel = "ID", description = "The run.")
    String id;

    @Override
    public Integer call() {
        Rejects.print(context, id, "results", line -> line);
        return 0;
    }
}

package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
        var answer = context.api().send("GET", Api.path("runs", id, "results"), BodyPublishers.noBody(), Map.of());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) context.out.println(line);
            }
        } catch (IOException e) {
            throw Failure.noHost(new Problem("host.lost", context.host(), "the results broke off.", "Try again.", ""));
        }
        return 0;
    }
}

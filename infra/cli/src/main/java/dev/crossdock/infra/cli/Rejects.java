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

/** Shows the records that a run refused: a line each, or NDJSON as the host keeps it. */
@Command(name = "rejects", description = "Show the records that a run refused, and why.")
final class Rejects implements Callable<Integer> {
    private final Context context;

    Rejects(Context context) {
        this.context = context;
    }

    @Parameters(paramLabel = "ID", description = "The run.")
    String id;

    @Override
    public Integer call() {
        var answer = context.api().send("GET", Api.path("runs", id, "rejects"), BodyPublishers.noBody(), Map.of());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) context.out.println(context.json() ? line : Screen.reject(Json.read(line)));
            }
        } catch (IOException e) {
            throw Failure.noHost(new Problem("host.lost", context.host(), "the rejects broke off.", "Try again.", ""));
        }
        return 0;
    }
}

package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
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
        print(context, id, "rejects", line -> context.json() ? line : Screen.reject(Json.read(line)));
        return 0;
    }

    /** Prints what the host keeps of a run's records, line by line. @param what {@code rejects}, {@code results} */
    static void print(Context context, String id, String what, UnaryOperator<String> shown) {
        var answer = context.api().send("GET", Api.path("runs", id, what), BodyPublishers.noBody(), Map.of());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) context.out.println(shown.apply(line));
            }
        } catch (IOException e) {
            throw Failure.noHost(
                    new Problem("host.lost", context.host(), "the " + what + " broke off.", "Try again.", ""));
        }
    }
}

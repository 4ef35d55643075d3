package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import java.util.Set;

/** Looks at a run until it has ended. */
final class Watch {
    private static final long EVERY_MS = 200;
    private static final Set<String> ENDED = Set.of("succeeded", "partial", "failed", "cancelled", "held");

    private final Context context;

    Watch(Context context) {
        this.context = context;
    }

    /** {@code held} counts as ended: it goes on only when a person says so. */
    static boolean ended(JsonNode run) {
        return ENDED.contains(run.path("state").asText());
    }

    /** @return the exit code: 0 when the work is done, with rejects too unless {@code strict} */
    int untilEnd(String id, boolean strict) {
        try (var progress = Progress.ofMessages(context)) {
            while (true) {
                var run = context.api().get(Api.path("runs", id));
                if (ended(run)) {
                    if (context.json()) context.out.println(run);
                    else progress.done(run.path("job").asText(), mark(run), line(run));
                    return exit(run, strict);
                }
                if (!context.json()) progress.at(run.path("job").asText(), done(run), line(run));
                pause(EVERY_MS);
            }
        }
    }

    private int exit(JsonNode run, boolean strict) {
        var state = run.path("state").asText();
        if (!context.json() && run.hasNonNull("error")) context.err.println(Screen.problem(run.path("error")));
        if (!context.json() && run.path("counts").path("rejected").asLong() > 0) {
            context.err.println(
                    "See why with: crossdock rejects " + run.path("id").asText());
        }
        return state.equals("succeeded") || state.equals("partial") && !strict ? 0 : Failure.FAILED;
    }

    static String line(JsonNode run) {
        return state(run) + ", " + Screen.counts(run.path("counts"));
    }

    /** As people read it: {@code succeeded}, {@code partial (dry run)}. */
    static String state(JsonNode run) {
        return run.path("state").asText() + (run.path("dryRun").asBoolean() ? " (dry run)" : "");
    }

    static String mark(JsonNode run) {
        return switch (run.path("state").asText()) {
            case "succeeded" -> "✓";
            case "partial", "held" -> "!";
            default -> "✗";
        };
    }

    /** @return between 0 and 1; negative when the host does not say */
    static double done(JsonNode run) {
        var progress = run.path("progress");
        if (progress.isNumber()) return progress.asDouble() > 1 ? progress.asDouble() / 100 : progress.asDouble();
        if (progress.path("fraction").isNumber())
            return progress.path("fraction").asDouble();
        var total = progress.path("total").asDouble(0);
        return total > 0 ? progress.path("done").asDouble() / total : -1;
    }

    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed(Problem.of("command.interrupted", "stopped while waiting.", ""));
        }
    }
}

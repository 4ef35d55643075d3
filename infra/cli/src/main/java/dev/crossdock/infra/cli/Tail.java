package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.definition.Units;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Follows what a host does: a line for each run, execution and delivery whose state has changed. */
@Command(
        name = "tail",
        description = "Follow what happens: a line for each run, execution and delivery whose state changes.",
        footer = {
            "",
            "Examples:",
            "  crossdock tail                          until it is stopped (Ctrl-C)",
            "  crossdock tail --job import-products    the runs of one job",
            "  crossdock tail --for 10m --output json  a JSON object in each line, for ten minutes",
            ""
        })
final class Tail implements Callable<Integer> {
    /** What is older than so many has ended long ago. */
    private static final int NEWEST = 50;

    private static final long EVERY_MS = 1_000;

    private final Context context;
    private final long everyMs;
    /** The state in which each was seen last, by kind and id. */
    private final Map<String, String> states = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > 10_000;
        }
    };

    Tail(Context context) {
        this(context, EVERY_MS);
    }

    Tail(Context context, long everyMs) {
        this.context = context;
        this.everyMs = everyMs;
    }

    @Option(names = "--job", paramLabel = "JOB", description = "Only runs of this job.")
    String job;

    @Option(names = "--for", paramLabel = "TIME", description = "Stop after so long: 30s, 10m (default: never).")
    String within;

    @Override
    public Integer call() {
        long began = System.nanoTime();
        var most = within == null ? null : time(within);
        // What was there before is not news.
        for (var seen : now()) states.put(seen.key(), seen.state());
        if (!context.json()) context.err.println("Following " + context.host() + "; stop with Ctrl-C.");
        while (most == null || System.nanoTime() - began < most.toNanos()) {
            Watch.pause(everyMs);
            for (var seen : now()) {
                if (!seen.state().equals(states.put(seen.key(), seen.state()))) say(seen);
            }
        }
        return 0;
    }

    private static Duration time(String text) {
        try {
            return Units.duration(text.strip());
        } catch (Refused e) {
            throw Failure.wrongUse(
                    Problem.of("usage.time", "\"" + text + "\" is no time.", "Write it as 30s, 10m or 2h."));
        }
    }

    /** @param kind run, execution or delivery @param of the job, the template or the listener */
    private record Seen(String kind, String of, JsonNode item) {
        String key() {
            return kind + " " + item.path("id").asText();
        }

        String state() {
            return item.path("state").asText();
        }
    }

    /** The newest of each kind, from the oldest. */
    private List<Seen> now() {
        var all = new ArrayList<Seen>();
        var filter = new LinkedHashMap<String, String>();
        filter.put("job", job);
        filter.put("limit", "" + NEWEST);
        add(all, "run", "/runs" + Api.query(filter), run -> run.path("job").asText());
        if (job != null) return all;
        add(
                all,
                "execution",
                "/executions?limit=" + NEWEST,
                execution -> execution.path("template").asText());
        for (var listener : context.api().items("/listeners", NEWEST)) {
            var name = listener.path("name").asText();
            add(all, "delivery", Api.path("listeners", name, "deliveries") + "?limit=" + NEWEST, delivery -> name);
        }
        return all;
    }

    private void add(List<Seen> all, String kind, String path, Function<JsonNode, String> of) {
        var items = context.api().items(path, NEWEST);
        for (int i = items.size() - 1; i >= 0; i--) all.add(new Seen(kind, of.apply(items.get(i)), items.get(i)));
    }

    private void say(Seen seen) {
        var item = seen.item();
        if (context.json()) {
            context.out.println(((ObjectNode) item.deepCopy()).put("kind", seen.kind()));
            return;
        }
        var what = item.hasNonNull("error")
                ? Screen.problem(item.path("error"))
                : seen.kind().equals("run") ? told(item) : "";
        context.out.println("%s  %-9s  %s  %s  %s  %s"
                .formatted(
                        LocalTime.now().truncatedTo(ChronoUnit.SECONDS),
                        seen.kind(),
                        item.path("id").asText(),
                        seen.of(),
                        seen.kind().equals("run") ? Watch.state(item) : seen.state(),
                        what)
                .strip());
    }

    private static String told(JsonNode run) {
        return Watch.ended(run) ? Screen.counts(run.path("counts")) : Screen.source(run);
    }
}

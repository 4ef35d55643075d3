package dev.crossdock.infra.lab.sim;

import dev.crossdock.graph.Revalidation;
import dev.crossdock.run.RunKey;
import dev.crossdock.run.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Full feeds: what the newest lacks is deleted (1.5). Their collection is exported to files (1.8) and to a webservice (1.9), and held
 * against its schema again, by people who ask for it.
 */
final class FeedScene implements Scene {
    private static final int ALL = 20;

    private Map<String, Integer> newest = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private int number;

    @Override
    public String name() {
        return "feed";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "collection/prices", "{\"key\": \"sku\", \"indexes\": [\"n\"]}",
                "connection/pos", "{\"url\": \"https://pos.example\"}",
                "job/feed", """
                        {"from": {"bucket": "feeds", "files": "prices-*.csv"}, "map": "{'sku': sku, 'n': $number(n)}",
                         "to": {"collection": "prices"}, "feed": {"full": true, "maxDeletes": "90%"}}""",
                "job/export-prices", """
                        {"from": {"collection": "prices"},
                         "to": {"bucket": "exported", "file": "prices-{$run.id}.ndjson"}}""",
                "job/publish-prices", """
                        {"from": {"collection": "prices"}, "to": {"connection": "pos", "request": "PUT /prices/{sku}"}}""");
    }

    @Override
    public void open(World world) {
        world.shops.shelf("pos.example");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int which = i;
            var at = within.dividedBy(happenings).multipliedBy(i).plusSeconds(1);
            switch (i % 5) {
                case 1 -> script.at(at, "export " + i, () -> ask(world, "export-prices", which));
                case 2 -> script.at(at, "publish " + i, () -> ask(world, "publish-prices", which));
                case 3 -> script.at(at, "revalidate " + i, () -> revalidate(world, which));
                default -> script.at(at, "feed " + i, () -> drop(world, which));
            }
        }
    }

    private void drop(World world, int file) {
        var text = new StringBuilder("sku,n\n");
        newest = new TreeMap<>();
        for (int i = 0; i < ALL; i++) {
            if (world.chance.happens("feed", 0.15)) continue;
            var sku = "P" + i;
            newest.put(sku, ++number);
            text.append(sku).append(',').append(number).append('\n');
        }
        world.objects.write(
                "feeds/prices-" + file + ".csv", text.toString().getBytes(StandardCharsets.UTF_8), "text/csv");
    }

    private void ask(World world, String job, int which) {
        var key = RunKey.ofRequest(job, "request " + which);
        asked.add(RunKey.id(key));
        new Caller(
                        world,
                        "control-api",
                        job + " " + which,
                        0,
                        (machine, invocation) -> {
                            machine.starter.startMatching(job, key, Map.of());
                            return true;
                        },
                        () -> {})
                .ask();
    }

    private void revalidate(World world, int which) {
        new Caller(
                        world,
                        "graph-api",
                        "revalidate " + which,
                        0,
                        (machine, invocation) -> {
                            new Revalidation(machine.definitions, machine.records, machine.starter, machine.clock)
                                    .start("prices", "request " + which);
                            return true;
                        },
                        () -> {})
                .ask();
    }

    @Override
    public void check(World world) {
        var now = Look.numbers(world, "prices");
        world.findings.expect(now.equals(newest), "wrong end", "prices are " + now + ", not " + newest);
        for (var run : Look.runs(world)) {
            if (!List.of("feed", "export-prices", "publish-prices").contains(run.job())
                    && !run.type().equals("revalidate")) {
                continue;
            }
            // One whose event came late gives way to a newer one.
            boolean late =
                    run.error().filter(e -> e.code().equals("file.older")).isPresent();
            world.findings.expect(
                    run.state() == State.SUCCEEDED || late,
                    "end of a run",
                    run.job() + " " + run.id() + " is " + run.state() + " " + run.error());
            if (!run.job().equals("export-prices")) continue;
            var lines = Look.text(world, "exported/prices-" + run.id() + ".ndjson")
                    .orElse("")
                    .lines()
                    .toList();
            world.findings.expect(
                    lines.size() == run.counts().read(),
                    "half file",
                    "run " + run.id() + " wrote " + lines.size() + " of " + run.counts());
            lines.forEach(Look::n);
        }
        var ids = Look.runs(world).stream().map(run -> run.id()).toList();
        for (var id : asked) world.findings.expect(ids.contains(id), "lost", "run " + id + " was asked for");
    }
}

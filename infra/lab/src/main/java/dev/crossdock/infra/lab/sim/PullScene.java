package dev.crossdock.infra.lab.sim;

import dev.crossdock.graph.RecordText;
import dev.crossdock.web.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What other systems hold is fetched by schedules: files of a folder (1.1), which are imported; pages of a webservice into files (1.6) and
 * into a collection (1.7), each time only what has changed.
 */
final class PullScene implements Scene {
    private static final int PAGE = 4;

    /** What the webservice holds: id to number; each change has a later time. */
    private final Map<String, Integer> held = new TreeMap<>();

    private final Map<String, Long> changed = new TreeMap<>();
    private final Map<String, Integer> fromFiles = new TreeMap<>();
    private int number;

    @Override
    public String name() {
        return "pull";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "connection/pim", "{\"url\": \"https://pim.example\"}",
                "connection/erp", "{\"folder\": \"/erp\"}",
                "collection/suppliers", "{\"key\": \"id\"}",
                "collection/stock", "{\"key\": \"sku\"}",
                "job/pull-suppliers", """
                        {"from": {"connection": "pim", "request": "GET /suppliers?since={$state.since}", "items": "data",
                                  "next": {"cursor": "next", "param": "cursor"},
                                  "state": {"since": "$max(items.changed)"}},
                         "to": {"collection": "suppliers"}, "schedule": {"every": "10m"}, "overlap": "skip"}""",
                "job/pull-file", """
                        {"from": {"connection": "pim", "request": "GET /suppliers", "items": "data",
                                  "next": {"cursor": "next", "param": "cursor"}},
                         "to": {"bucket": "pulled", "file": "suppliers-{$run.id}.ndjson"}, "schedule": {"every": "15m"}}""",
                "job/fetch", """
                        {"from": {"connection": "erp", "files": "/out/stock-*.csv", "after": "delete"},
                         "to": {"bucket": "fetched"}, "schedule": {"every": "10m"}}""",
                "job/import-stock", """
                        {"from": {"bucket": "fetched", "files": "stock-*.csv"}, "map": "{'sku': sku, 'n': $number(n)}",
                         "to": {"collection": "stock"}}""");
    }

    @Override
    public void open(World world) {
        world.shops.open("pim.example", this::page);
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int which = i;
            var at = within.dividedBy(happenings).multipliedBy(i);
            script.at(at, "pull " + i, () -> {
                if (which % 2 == 0) change(world);
                else file(world, which);
            });
        }
    }

    private void change(World world) {
        var id = "U" + world.chance.below("pim", 10);
        held.put(id, ++number);
        changed.put(id, (long) number);
    }

    private void file(World world, int which) {
        var text = new StringBuilder("sku,n\n");
        int rows = 1 + world.chance.below("erp", 4);
        for (int i = 0; i < rows; i++) {
            // Of the files of one fetch none is before the other: each has its own records.
            var sku = "E" + which + "-" + i;
            fromFiles.put(sku, ++number);
            text.append(sku).append(',').append(number).append('\n');
        }
        new SimFolder(world).put("/out/stock-" + which + ".csv", text.toString());
    }

    private Http.Answer page(Http.Call call) {
        var query = new TreeMap<String, String>();
        if (call.uri().getQuery() != null) {
            for (var pair : call.uri().getQuery().split("&")) {
                int at = pair.indexOf('=');
                query.put(pair.substring(0, at), pair.substring(at + 1));
            }
        }
        var since = query.getOrDefault("since", "");
        long from = since.isEmpty() ? -1 : Long.parseLong(since);
        var after = query.getOrDefault("cursor", "");
        var data = new ArrayList<Map<String, Object>>();
        String next = null;
        for (var id : held.keySet()) {
            if (id.compareTo(after) <= 0 || changed.get(id) < from) continue;
            if (data.size() == PAGE) {
                next = (String) data.get(PAGE - 1).get("id");
                break;
            }
            data.add(new TreeMap<>(Map.of("id", id, "n", held.get(id), "changed", changed.get(id))));
        }
        var answer = new TreeMap<String, Object>();
        answer.put("data", data);
        if (next != null) answer.put("next", next);
        return Shops.json(200, RecordText.write(answer));
    }

    @Override
    public void check(World world) {
        var pulled = Look.numbers(world, "suppliers");
        world.findings.expect(pulled.equals(held), "wrong end", "suppliers are " + pulled + ", not " + held);
        var stock = Look.numbers(world, "stock");
        world.findings.expect(stock.equals(fromFiles), "wrong end", "stock is " + stock + ", not " + fromFiles);
        var left = world.disk.files.keySet();
        world.findings.expect(left.isEmpty(), "input left behind", left.toString());
        for (var job : List.of("pull-suppliers", "pull-file", "fetch", "import-stock")) {
            for (var run : Look.runs(world, job)) {
                // A moment that found the job at work; and a file that was copied again by who could not know that it
                // had been.
                if (run.error()
                        .filter(e -> List.of("schedule.skipped", "file.gone").contains(e.code()))
                        .isPresent()) continue;
                Look.expectEnded(world, run, run.counts().read(), 0);
            }
        }
        for (var run : Look.runs(world, "pull-file")) {
            var lines = Look.text(world, "pulled/suppliers-" + run.id() + ".ndjson")
                    .orElse("")
                    .lines()
                    .count();
            world.findings.expect(
                    lines == run.counts().read(),
                    "half file",
                    "run " + run.id() + " read " + run.counts().read() + ", wrote " + lines);
        }
    }
}

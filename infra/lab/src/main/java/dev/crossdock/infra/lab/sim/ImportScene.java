package dev.crossdock.infra.lab.sim;

import dev.crossdock.graph.RecordText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files become records (1.5), and records that change are told to a search index: by calls (2.1), by calls once they have settled, and by a template (2.4). */
final class ImportScene implements Scene {
    private static final int RECORDS = 30;
    private static final List<String> SUFFIXES =
            List.of(".csv", " red flower.csv", "+50%.csv", " %2B.csv", "-ærlig.csv");

    private final Map<String, Integer> wanted = new TreeMap<>();
    /** By file name: rows, and how many of them are bad. */
    private final Map<String, int[]> dropped = new LinkedHashMap<>();

    private Map<String, String> search;
    private Map<String, String> settled;
    private int number;

    @Override
    public String name() {
        return "import";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "collection/products", "{\"key\": \"sku\"}",
                "connection/search", "{\"url\": \"https://search.example\"}",
                "connection/settled", "{\"url\": \"https://settled.example\"}",
                "connection/events",
                        "{\"url\": \"https://events.example\", \"delivery\": \"idempotency-key\", \"retry\": {\"attempts\": 3, \"for\": \"24h\"}}",
                "job/import-products", """
                        {"from": {"bucket": "incoming", "files": "products-*.csv"},
                         "map": "{'sku': sku, 'n': $number(n)}", "to": {"collection": "products"}}""",
                "trigger/index", """
                        {"watch": {"collection": "products"},
                         "call": {"connection": "search", "request": "PUT /docs/{$record.id}"}}""",
                "trigger/settle", """
                        {"watch": {"collection": "products"}, "settle": "5s",
                         "call": {"connection": "settled", "request": "PUT /docs/{$record.id}"}}""",
                "trigger/tell", """
                        {"watch": {"collection": "products"}, "run": {"template": "tell"}}""",
                "template/tell", """
                        {"steps": [{"id": "told", "call": {"connection": "events", "request": "POST /changes",
                                    "body": "{'sku': $input.record.id, 'n': $input.new.n, 'event': $input.event}"}}],
                         "output": "$told.status"}""");
    }

    @Override
    public void open(World world) {
        search = world.shops.shelf("search.example");
        settled = world.shops.shelf("settled.example");
        world.shops.desk("events.example");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int file = i;
            var at = within.dividedBy(happenings).multipliedBy(i).plusSeconds(1);
            // Some come right behind one another: where S3 tells whole seconds, only the sequencers tell their order.
            if (i % 4 == 3)
                at = within.dividedBy(happenings).multipliedBy(i - 1).plusMillis(1300);
            script.at(at, "import " + i, () -> drop(world, file));
        }
    }

    private void drop(World world, int file) {
        var name = "products-" + file + SUFFIXES.get(file % SUFFIXES.size());
        boolean large = world.chance.happens("import", 0.03);
        int rows = large ? 60 + world.chance.below("import", 60) : 1 + world.chance.below("import", 8);
        var text = new StringBuilder("sku,n\n");
        int bad = 0;
        for (int row = 0; row < rows; row++) {
            if (world.chance.happens("import", 0.05)) {
                bad++;
                text.append("bad,none\n");
                continue;
            }
            var sku = "S" + world.chance.below("import", RECORDS);
            number++;
            wanted.put(sku, number);
            text.append(sku).append(',').append(number).append('\n');
        }
        dropped.put(name, new int[] {rows, bad});
        world.objects.write("incoming/" + name, text.toString().getBytes(StandardCharsets.UTF_8), "text/csv");
    }

    @Override
    public void check(World world) {
        var runs = Look.runs(world, "import-products");
        world.findings.expect(
                runs.size() == dropped.size(),
                "runs",
                dropped.size() + " files, " + runs.size() + " runs of import-products");
        for (var run : runs) {
            var file = dropped.get(run.file().orElseThrow().name());
            if (file == null) world.findings.add("runs", "a run of a file that nobody dropped: " + run.file());
            else Look.expectEnded(world, run, file[0], file[1]);
        }
        world.findings.expect(
                Look.keys(world, "incoming/products-").isEmpty(),
                "input left behind",
                Look.keys(world, "incoming/products-").toString());
        var now = Look.numbers(world, "products");
        world.findings.expect(now.equals(wanted), "wrong end", "products are " + now + ", not " + wanted);
        expectShelf(world, "search", search);
        expectShelf(world, "settled", settled);
        Look.expectInOrder(world, "search.example");
        Look.expectInOrder(world, "settled.example");
        expectEvents(world);
    }

    private void expectShelf(World world, String name, Map<String, String> shelf) {
        var now = Look.numbers(shelf);
        world.findings.expect(now.equals(wanted), "wrong end", name + " holds " + now + ", not " + wanted);
    }

    /** Each change of a record was told once: as many as its rev says. */
    private void expectEvents(World world) {
        var told = new TreeMap<String, Integer>();
        var last = new TreeMap<String, Integer>();
        for (var effect : world.shops.effects("events.example")) {
            var body = (Map<?, ?>) RecordText.read(effect.body());
            var sku = (String) body.get("sku");
            told.merge(sku, 1, Integer::sum);
            int n = ((Number) body.get("n")).intValue();
            if (last.getOrDefault(sku, 0) > n) world.findings.add("order", "events.example " + sku + " " + n);
            last.put(sku, n);
        }
        var revs = new TreeMap<String, Integer>();
        for (var id : wanted.keySet()) {
            world.records.inner.read("products", id).ifPresent(record -> revs.put(id, (int) record.rev()));
        }
        for (var id : revs.keySet()) {
            int once = told.getOrDefault(id, 0);
            world.findings.expect(
                    once >= revs.get(id), "lost", id + " changed " + revs.get(id) + " times, told " + once);
            world.findings.expect(
                    once <= revs.get(id), "twice", id + " changed " + revs.get(id) + " times, told " + once);
        }
    }
}

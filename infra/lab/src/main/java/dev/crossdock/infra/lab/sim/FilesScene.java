package dev.crossdock.infra.lab.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Files become other files (1.2) and blobs (1.4). */
final class FilesScene implements Scene {
    private final Map<String, String> expected = new LinkedHashMap<>();
    private Map<String, byte[]> blobs;
    private int number;

    @Override
    public String name() {
        return "files";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "connection/catalogue", """
                        {"azure": {"account": "shop", "container": "catalogue", "endpoint": "https://azure.example/shop",
                                   "sas": "${secret:sas}"}}""",
                "job/tidy", """
                        {"from": {"bucket": "raw", "files": "*.csv"}, "map": "{'sku': sku, 'n': $number(n) * 2}",
                         "to": {"bucket": "tidy", "file": "{$file.name}.ndjson"}}""",
                "job/archive", """
                        {"from": {"bucket": "tidy", "files": "*.ndjson"},
                         "to": {"connection": "catalogue", "blob": "{$file.name}"}}""");
    }

    @Override
    public void open(World world) {
        blobs = SimAzure.open(world, "azure.example");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int file = i;
            script.at(within.dividedBy(happenings).multipliedBy(i), "file " + i, () -> drop(world, file));
        }
    }

    private void drop(World world, int file) {
        int rows = world.chance.happens("file", 0.1) ? 150 : 1 + world.chance.below("file", 5);
        var in = new StringBuilder("sku,n\n");
        var out = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            number++;
            in.append('F').append(number).append(',').append(number).append('\n');
            out.append("{\"sku\":\"F")
                    .append(number)
                    .append("\",\"n\":")
                    .append(number * 2)
                    .append("}\n");
        }
        var name = "f " + file + ".csv";
        expected.put(name + ".ndjson", out.toString());
        world.objects.write("raw/" + name, in.toString().getBytes(StandardCharsets.UTF_8), "text/csv");
    }

    @Override
    public void check(World world) {
        for (var run : Look.runs(world, "archive")) {
            Look.expectEnded(world, run, run.counts().read(), 0);
        }
        for (var run : Look.runs(world, "tidy")) {
            Look.expectEnded(
                    world, run, lines(expected.get(run.file().orElseThrow().name() + ".ndjson")), 0);
        }
        var written = world.written.stream()
                .filter(object ->
                        object.key().startsWith("tidy/") && object.key().indexOf('/', 5) < 0)
                .toList();
        for (var object : written) {
            var whole = expected.getOrDefault(object.key().substring("tidy/".length()), "");
            // Whatever was ever to be seen there was whole.
            world.findings.expect(
                    object.sizeBytes() == whole.length(),
                    "half file",
                    object.key() + " was seen with " + object.sizeBytes() + " bytes, it has " + whole.length());
        }
        expected.forEach((name, text) -> {
            var is = Look.text(world, "tidy/processed/" + name)
                    .or(() -> dated(world, name))
                    .orElse("");
            world.findings.expect(
                    is.equals(text), "wrong end", "tidy/" + name + " is " + brief(is) + ", not " + brief(text));
            var blob = blobs.get(name);
            var stored = blob == null ? "" : new String(blob, StandardCharsets.UTF_8);
            world.findings.expect(stored.equals(text), "wrong end", "blob " + name + " is " + brief(stored));
        });
    }

    private static java.util.Optional<String> dated(World world, String name) {
        return Look.keys(world, "tidy/").stream()
                .filter(key -> key.endsWith("/" + name))
                .findFirst()
                .flatMap(key -> Look.text(world, key));
    }

    private static long lines(String text) {
        return text == null ? -1 : text.chars().filter(c -> c == '\n').count();
    }

    private static String brief(String text) {
        return text.lines().limit(3).collect(Collectors.joining(" ")) + " … " + text.length();
    }
}

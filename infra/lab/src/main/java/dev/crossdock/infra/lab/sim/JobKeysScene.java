package dev.crossdock.infra.lab.sim;

import dev.crossdock.graph.RecordText;
import dev.crossdock.run.Run;
import dev.crossdock.run.RunKey;
import dev.crossdock.run.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What else a job's definition may say: files that are refused as a whole, and a job that comes after each that was not; records that are
 * merged; outputs in parts; of several files only the latest; and a bucket whose files stay for a while only.
 */
final class JobKeysScene implements Scene {
    private static final int RECORDS = 8;
    private static final int PART = 3;
    /** Longer than the world may stand still between a file and its event. */
    private static final Duration KEEP = Duration.ofMinutes(30);
    /** After it all files are gone: with the pause between two walks, and whoever's clock. */
    private static final Duration GONE = KEEP.plusMinutes(12);

    /** What each file says, by its name. */
    private final Map<String, Map<String, Integer>> dropped = new LinkedHashMap<>();

    private final Map<String, Map<String, Integer>> merged = new TreeMap<>();
    private final Map<String, String> bulks = new LinkedHashMap<>();
    private Map<String, String> tally;
    private int number;

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "bucket/daily", "{\"keep\": \"" + KEEP.toMinutes() + "m\"}",
                "collection/levels", "{\"key\": \"sku\", \"schema\": {\"properties\": {\"n\": {\"minimum\": 0}}}}",
                "collection/merged", "{\"key\": \"sku\"}",
                "collection/days", "{\"key\": \"sku\"}",
                "connection/tally", "{\"url\": \"https://tally.example\"}",
                "job/levels", """
                        {"from": {"bucket": "levels", "files": "levels-*.csv"}, "map": "{'sku': sku, 'n': $number(n)}",
                         "to": {"collection": "levels", "invalid": "refuse"}, "then": ["tally"]}""",
                "job/tally", """
                        {"from": {"collection": "levels"}, "to": {"connection": "tally", "request": "PUT /levels/{sku}"}}""",
                "job/merge", """
                        {"from": {"bucket": "patches", "files": "patch-*.csv"},
                         "map": "$merge([{'sku': sku}, {field: $number(n)}])",
                         "to": {"collection": "merged", "ifExists": "merge"}}""",
                "job/cut", """
                        {"from": {"bucket": "bulk", "files": "bulk-*.csv"}, "map": "{'sku': sku, 'n': $number(n)}",
                         "to": {"bucket": "cut", "file": "{$file.name}.ndjson", "parts": %d}}""".formatted(PART),
                "job/daily", """
                        {"from": {"bucket": "daily", "files": "daily-*.csv", "take": "latest"},
                         "map": "{'sku': sku, 'n': $number(n)}", "to": {"collection": "days"}}""");
    }

    @Override
    public void open(World world) {
        tally = world.shops.shelf("tally.example");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int which = i;
            var at = within.dividedBy(happenings).multipliedBy(i).plusSeconds(1);
            switch (i % 5) {
                case 0 -> script.at(at, "levels " + i, () -> levels(world, which));
                case 1 -> script.at(at, "patch " + i, () -> patch(world, which));
                case 2 -> script.at(at, "bulk " + i, () -> bulk(world, which));
                default -> script.at(at, "daily " + i, () -> daily(world, which));
            }
        }
    }

    private void levels(World world, int file) {
        var rows = rows(world, "levels", 1 + world.chance.below("levels", 6));
        if (world.chance.happens("levels", 0.3)) rows.put("Z", -1);
        drop(world, "levels/levels-" + file + ".csv", rows);
    }

    private void daily(World world, int file) {
        drop(world, "daily/daily-" + file + ".csv", rows(world, "daily", 3));
    }

    private Map<String, Integer> rows(World world, String site, int count) {
        var rows = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < count; i++) rows.put("J" + world.chance.below(site, RECORDS), ++number);
        return rows;
    }

    private void drop(World world, String key, Map<String, Integer> rows) {
        dropped.put(key.substring(key.indexOf('/') + 1), rows);
        var text = new StringBuilder("sku,n\n");
        rows.forEach((sku, n) -> text.append(sku).append(',').append(n).append('\n'));
        write(world, key, text.toString());
    }

    private static void write(World world, String key, String text) {
        world.objects.write(key, text.getBytes(StandardCharsets.UTF_8), "text/csv");
    }

    private void patch(World world, int file) {
        var text = new StringBuilder("sku,field,n\n");
        for (int i = 0; i < 3; i++) {
            var sku = "J" + world.chance.below("patch", RECORDS);
            var field = world.chance.one("patch", List.of("a", "b", "c"));
            merged.computeIfAbsent(sku, s -> new TreeMap<>()).put(field, ++number);
            text.append(sku)
                    .append(',')
                    .append(field)
                    .append(',')
                    .append(number)
                    .append('\n');
        }
        write(world, "patches/patch-" + file + ".csv", text.toString());
    }

    private void bulk(World world, int file) {
        int count = world.chance.happens("bulk", 0.2) ? 120 : 1 + world.chance.below("bulk", 10);
        var text = new StringBuilder("sku,n\n");
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            number++;
            text.append('B').append(number).append(',').append(number).append('\n');
            lines.append("{\"sku\":\"B%d\",\"n\":%d}\n".formatted(number, number));
        }
        bulks.put("bulk-" + file + ".csv", lines.toString());
        write(world, "bulk/bulk-" + file + ".csv", text.toString());
    }

    /** Longer than files are kept. */
    @Override
    public void aftermath(World world) {
        world.senders++;
        world.in(GONE, "time goes by", () -> world.senders--);
    }

    @Override
    public void check(World world) {
        checkLevels(world);
        checkMerged(world);
        checkParts(world);
        checkDaily(world);
    }

    private static List<Run> runs(World world, String job) {
        return Look.runs(world, job).stream()
                .sorted(Comparator.comparing(Run::order))
                .toList();
    }

    /** All of a file or nothing of it; and what came after each that went well has told of it. */
    private void checkLevels(World world) {
        var wanted = new TreeMap<String, Integer>();
        var then = new ArrayList<String>();
        for (var run : runs(world, "levels")) {
            var rows = dropped.get(run.file().orElseThrow().name());
            boolean refused = rows.containsValue(-1);
            var error = run.error().map(e -> e.code()).orElse("");
            boolean well = refused
                    ? run.state() == State.FAILED && error.equals("file.refused")
                    : run.state() == State.SUCCEEDED;
            world.findings.expect(
                    well, "end of a run", "levels " + run.id() + " of " + rows + " is " + run.state() + " " + error);
            if (refused) continue;
            wanted.putAll(rows);
            then.add(RunKey.id(RunKey.ofThen(run.id(), "tally")));
        }
        var now = Look.numbers(world, "levels");
        world.findings.expect(now.equals(wanted), "wrong end", "levels are " + now + ", not " + wanted);
        var told = Look.numbers(tally);
        world.findings.expect(told.equals(wanted), "wrong end", "tally holds " + told + ", not " + wanted);
        var came = runs(world, "tally").stream().map(Run::id).sorted().toList();
        world.findings.expect(came.equals(then.stream().sorted().toList()), "runs", "after " + then + " came " + came);
    }

    private void checkMerged(World world) {
        var now = new TreeMap<String, Map<String, Integer>>();
        Look.collection(world, "merged").forEach((id, data) -> {
            var fields = new TreeMap<String, Integer>();
            ((Map<?, ?>) RecordText.read(data)).forEach((field, value) -> {
                if (value instanceof Number n) fields.put((String) field, n.intValue());
            });
            now.put(id, fields);
        });
        // A patch whose event came late is passed over where a newer one wrote, also of fields that only it speaks of.
        boolean late =
                runs(world, "merge").stream().anyMatch(run -> run.counts().skipped() > 0);
        boolean well = now.equals(merged) || late && merged.keySet().containsAll(now.keySet()) && older(now);
        world.findings.expect(well, "wrong end", "merged are " + now + ", not " + merged);
    }

    private boolean older(Map<String, Map<String, Integer>> now) {
        return now.entrySet().stream()
                .allMatch(record -> record.getValue().entrySet().stream()
                        .allMatch(field ->
                                field.getValue() <= merged.get(record.getKey()).getOrDefault(field.getKey(), 0)));
    }

    /** Together they are the file, and whatever was ever to be seen of them was whole. */
    private void checkParts(World world) {
        bulks.forEach((name, lines) -> {
            var all = lines.lines().toList();
            for (int part = 0; part * PART < all.size(); part++) {
                var key = "cut/%s-%04d.ndjson".formatted(name, part + 1);
                var wanted = all.subList(part * PART, Math.min(all.size(), part * PART + PART)).stream()
                        .collect(Collectors.joining("\n", "", "\n"));
                var is = Look.text(world, key).orElse("");
                world.findings.expect(is.equals(wanted), "wrong end", key + " is " + is + ", not " + wanted);
                for (var seen : world.written) {
                    world.findings.expect(
                            !seen.key().equals(key) || seen.sizeBytes() == wanted.length(),
                            "half file",
                            key + " was seen with " + seen.sizeBytes() + " bytes");
                }
            }
        });
        long parts = bulks.values().stream()
                .mapToLong(lines -> (lines.lines().count() + PART - 1) / PART)
                .sum();
        var keys = Look.keys(world, "cut/");
        world.findings.expect(keys.size() == parts, "half file", parts + " parts, " + keys.size() + " files " + keys);
    }

    /** The latest was taken, and of the others those that were not gave way; after a while none of their files is there. */
    private void checkDaily(World world) {
        var wanted = new TreeMap<String, Integer>();
        var last = "";
        var gone = new HashSet<String>();
        for (var run : runs(world, "daily")) {
            if (tooLate(run)) {
                gone.add(run.file().orElseThrow().name());
                continue;
            }
            // Who took over from one that stood still finds the file where that one had put it.
            var older = run.error()
                    .filter(e -> e.code().equals("file.older")
                            || e.code().equals("file.gone") && run.moved().isPresent())
                    .isPresent();
            world.findings.expect(
                    run.state() == State.SUCCEEDED || older,
                    "end of a run",
                    "daily " + run.id() + " is " + run.state() + " " + run.error());
            if (run.state() != State.SUCCEEDED) continue;
            last = run.file().orElseThrow().name();
            wanted.putAll(dropped.get(last));
        }
        var now = Look.numbers(world, "days");
        world.findings.expect(now.equals(wanted), "wrong end", "days are " + now + ", not " + wanted);
        var days = dropped.keySet().stream()
                .filter(name -> name.startsWith("daily-") && !gone.contains(name))
                .toList();
        // Others may have given way to a file that nobody heard of.
        if (!days.isEmpty() && gone.isEmpty())
            world.findings.expect(
                    last.equals(days.get(days.size() - 1)), "lost", "the latest taken is " + last + " of " + days);
        var left = Look.keys(world, "daily/");
        world.findings.expect(left.isEmpty(), "kept", "after " + KEEP + " there are still " + left);
    }

    /** Nobody had heard of the file for as long as files are kept: whoever deletes it cannot know that somebody will. */
    private static boolean tooLate(Run run) {
        var dropped = Instant.ofEpochMilli(
                Long.parseLong(run.order().substring(0, run.order().indexOf('-'))));
        return run.error().filter(e -> e.code().equals("file.gone")).isPresent()
                && run.createdAt().isAfter(dropped.plus(KEEP));
    }
}

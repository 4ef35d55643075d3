package dev.crossdock.upgrade;

import dev.crossdock.event.Queue;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.run.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the stores and queues of a {@link Site} hold, a line of JSON for each entry, object, record and message. Bodies stand there as they
 * were written: a later build reads what this one wrote, not what it would write itself.
 */
final class SiteDump {
    private SiteDump() {}

    /** The site cannot be gone on with: its messages are received, to see them. */
    static void write(Site site, Path file) {
        var lines = new ArrayList<String>();
        lines.add(line("now", site.clock.instant().toString()));
        for (var partition : new TreeSet<>(site.written)) {
            var table = partition.substring(0, partition.indexOf(' '));
            for (var entry : table(site, table).list(partition.substring(table.length() + 1), "", "", 1000)) {
                lines.add(line(
                        "table",
                        table,
                        "partition",
                        entry.partition(),
                        "sort",
                        entry.sort(),
                        "version",
                        entry.version(),
                        "body",
                        entry.body()));
            }
        }
        for (var object : site.objects.list("", "", 1000).items())
            lines.add(line("object", object.key(), "content", content(site, object.key())));
        for (var collection : List.of("products", "orders")) {
            for (var record : site.records
                    .page(collection, RecordStore.Filter.ALL, "", 1000)
                    .items()) {
                lines.add(line(
                        "record",
                        record.id(),
                        "collection",
                        collection,
                        "data",
                        record.data(),
                        "hash",
                        record.hash(),
                        "rev",
                        record.rev(),
                        "run",
                        record.origin().run(),
                        "job",
                        record.origin().job(),
                        "order",
                        record.origin().order(),
                        "file",
                        record.origin().file(),
                        "number",
                        record.origin().record(),
                        "at",
                        record.updatedAt().toString(),
                        "hop",
                        record.hop()));
            }
        }
        for (var effect : site.outside.effects) lines.add(line("effect", effect));
        site.outside.things.forEach((key, body) -> lines.add(line("thing", key, "body", body)));
        // Longer than any visibility: also those in flight belong to a queue.
        site.clock.step(Duration.ofHours(1));
        for (var name : site.queue.waiting()) {
            for (var message : site.queue.receive(name, 1000, Duration.ZERO))
                lines.add(line("queue", name, "body", message.body(), "group", message.group()));
        }
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another build takes the stores over, ten minutes later. */
    static Site read(Path file) {
        var site = new Site();
        for (var text : lines(file)) {
            var line = Site.tree(text);
            if (line.containsKey("now")) {
                var now = Instant.parse(text(line, "now"));
                site.clock.step(Duration.between(site.clock.instant(), now).plusMinutes(10));
            } else if (line.containsKey("table")) {
                entry(table(site, text(line, "table")), line);
            } else if (line.containsKey("object")) {
                site.objects.write(
                        text(line, "object"), text(line, "content").getBytes(StandardCharsets.UTF_8), "text/plain");
            } else if (line.containsKey("record")) {
                record(site, line);
            } else if (line.containsKey("effect")) {
                site.outside.effects.add(text(line, "effect"));
            } else if (line.containsKey("thing")) {
                site.outside.things.put(text(line, "thing"), text(line, "body"));
            } else {
                var message = Queue.Message.of(text(line, "body"));
                site.queue.send(text(line, "queue"), message);
            }
        }
        site.begin();
        return site;
    }

    private static void entry(MemoryLedger table, Map<?, ?> line) {
        // Written as often as it was, so that it has its version.
        for (long version = 0; version < number(line, "version"); version++)
            table.write(text(line, "partition"), text(line, "sort"), Ledger.ANY, text(line, "body"), null);
    }

    private static void record(Site site, Map<?, ?> line) {
        var at = Instant.parse(text(line, "at"));
        var collection = text(line, "collection");
        var stored = new RecordStore.Stored(
                collection,
                text(line, "record"),
                text(line, "data"),
                text(line, "hash"),
                number(line, "rev"),
                true,
                "[]",
                new RecordStore.WrittenBy(
                        text(line, "run"),
                        text(line, "job"),
                        text(line, "order"),
                        text(line, "file"),
                        number(line, "number")),
                at,
                at,
                (int) number(line, "hop"));
        site.records.write(List.of(new RecordStore.Write(collection, stored.id(), 0, Optional.of(stored))));
    }

    private static MemoryLedger table(Site site, String name) {
        return name.equals("ledger") ? site.ledger : site.definitionsTable;
    }

    private static String content(Site site, String key) {
        try (var in = site.objects.read(key, null, 0).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Map<?, ?> line, String key) {
        return line.get(key).toString();
    }

    private static long number(Map<?, ?> line, String key) {
        return Long.parseLong(text(line, key));
    }

    private static String line(Object... keysAndValues) {
        var line = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) line.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        return Site.json(line);
    }
}

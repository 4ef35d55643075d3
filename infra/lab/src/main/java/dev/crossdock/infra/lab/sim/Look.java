package dev.crossdock.infra.lab.sim;

import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import dev.crossdock.run.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What lies in a world's stores, for who looks on. */
final class Look {
    private Look() {}

    static List<Run> runs(World world) {
        var runs = new Runs(world.kept, world.clock);
        var all = new ArrayList<Run>();
        var cursor = "";
        while (true) {
            var page = runs.list("", Optional.empty(), cursor, 1000);
            all.addAll(page.items());
            if (page.next().isEmpty()) return all;
            cursor = page.next().get();
        }
    }

    static List<Run> runs(World world, String job) {
        return runs(world).stream().filter(run -> run.job().equals(job)).toList();
    }

    /** A trigger is still being told of records again. */
    static boolean replaying(World world) {
        return !world.kept.list("REPLAYS-OPEN", "", "", 1).isEmpty();
    }

    /** Records' data by id. */
    static Map<String, String> collection(World world, String name) {
        var all = new TreeMap<String, String>();
        var cursor = "";
        while (true) {
            var page = world.records.inner.page(name, RecordStore.Filter.ALL, cursor, 1000);
            page.items().forEach(record -> all.put(record.id(), record.data()));
            if (page.next().isEmpty()) return all;
            cursor = page.next().get();
        }
    }

    /** What is counted up in each scene's records. */
    static int n(String data) {
        return ((Number) ((Map<?, ?>) RecordText.read(data)).get("n")).intValue();
    }

    /** {@link #n} by id. */
    static Map<String, Integer> numbers(World world, String collection) {
        var all = new TreeMap<String, Integer>();
        collection(world, collection).forEach((id, data) -> all.put(id, n(data)));
        return all;
    }

    /** {@link #n} by what is behind the last slash of a path. */
    static Map<String, Integer> numbers(Map<String, String> shelf) {
        var all = new TreeMap<String, Integer>();
        shelf.forEach((path, body) -> all.put(path.substring(path.lastIndexOf('/') + 1), n(body)));
        return all;
    }

    static Optional<String> text(World world, String key) {
        return world.objects.read(key, null, 0).map(in -> {
            try (in) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static List<String> keys(World world, String prefix) {
        return world.objects.list(prefix, "", 1000).items().stream()
                .map(stored -> stored.key())
                .toList();
    }

    /** A webservice was told of no thing's older state behind a newer one. */
    static void expectInOrder(World world, String host) {
        var last = new TreeMap<String, Integer>();
        for (var effect : world.shops.effects(host)) {
            int n = Look.n(effect.body());
            var before = last.put(effect.path(), n);
            if (before != null && before > n) {
                world.findings.add("order", host + effect.path() + " was told " + before + ", then " + n);
            }
        }
    }

    /** Of each job run: it has ended, well or with some rejects, and counted what it read. */
    static void expectEnded(World world, Run run, long read, long rejected) {
        var where = "run " + run.id() + " of " + run.job() + " ("
                + run.file().map(f -> f.name()).orElse("") + ")";
        var wanted = rejected == 0 ? State.SUCCEEDED : State.PARTIAL;
        world.findings.expect(
                run.state() == wanted,
                "end of a run",
                where + " is " + run.state() + ", not " + wanted + " "
                        + run.error().map(Object::toString).orElse(""));
        var counts = run.counts();
        world.findings.expect(
                counts.read() == read && counts.rejected() == rejected && counts.unknown() == 0,
                "counts",
                where + " counts " + counts + ", not " + read + " read and " + rejected + " rejected");
    }
}

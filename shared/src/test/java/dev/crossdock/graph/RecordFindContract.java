package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every {@link RecordStore} keeps of entries by which records are found, and of earlier revs. */
public abstract class RecordFindContract extends RecordPagesContract {
    private static final String RED = Indexes.entry("colour", "red");
    private static final String BLUE = Indexes.entry("colour", "blue");

    @Test
    void aRecordIsFoundByItsEntriesAndOnlyByThoseThatItHasNow() {
        var first = coloured("A", 1, RED, BLUE);
        write(Optional.empty(), first);
        write(Optional.empty(), coloured("B", 1, RED));
        assertThat(found(RED, 10)).containsExactly("A", "B");
        assertThat(found(BLUE, 10)).containsExactly("A");
        assertThat(store().read(products, "A")).contains(first);
        write(Optional.of(first), coloured("A", 2, BLUE));
        assertThat(found(RED, 10)).containsExactly("B");
        assertThat(found(BLUE, 10)).containsExactly("A");
        remove(coloured("A", 2, BLUE));
        assertThat(found(BLUE, 10)).isEmpty();
        assertThat(store().find(products + "-other", RED, "", 10).items()).isEmpty();
    }

    @Test
    void aWriteWhoseConditionFailsMovesNoEntryAndLeavesNoHistory() {
        var first = coloured("A", 1, RED);
        write(Optional.empty(), first);
        var late =
                new Write(products, "A", 3, Optional.of(coloured("A", 4, BLUE)), Optional.of(first), Optional.of(DAY));
        assertThat(store().write(List.of(late, new Write(products, "B", 0, Optional.of(coloured("B", 1, BLUE))))))
                .containsExactly(false, true);
        assertThat(found(RED, 10)).containsExactly("A");
        assertThat(found(BLUE, 10)).containsExactly("B");
        assertThat(store().history(products, "A", "", 10).items()).isEmpty();
    }

    @Test
    void entriesAreNoRecords() {
        write(Optional.empty(), coloured("A", 1, RED, BLUE));
        store().complete(products, Set.of("colour"));
        assertThat(store().count(products)).containsEntry("total", 1L);
        assertThat(store().page(products, Filter.ALL, "", 10).items()).hasSize(1);
    }

    @Test
    void whatIsCompleteIsAsItWasSaidLast() {
        assertThat(store().complete(products)).isEmpty();
        store().complete(products, Set.of("colour", "@brand brand.id"));
        assertThat(store().complete(products)).containsExactlyInAnyOrder("colour", "@brand brand.id");
        store().complete(products, Set.of("size"));
        assertThat(store().complete(products)).containsExactly("size");
        store().complete(products, Set.of());
        assertThat(store().complete(products)).isEmpty();
    }

    @Test
    void manyWithManyEntriesAreWrittenInOneCall() {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 30; i++) {
            var entries = new ArrayList<String>();
            for (int e = 0; e < Indexes.MOST; e++) entries.add(Indexes.entry("n", "" + e));
            var record = with(record("r-%02d".formatted(i), 1, "{}"), entries);
            writes.add(new Write(products, record.id(), 0, Optional.of(record)));
        }
        assertThat(store().write(writes)).hasSize(30).containsOnly(true);
        assertThat(found(Indexes.entry("n", "44"), 7)).hasSize(30).isSorted();
    }

    @Test
    void whatTakesThePlaceOfARecordLeavesItInTheHistoryAndSoDoesItsEnd() {
        var revs = new ArrayList<Stored>();
        for (int rev = 1; rev <= 3; rev++) {
            var next = record("A", rev, "{\"n\":" + rev + "}");
            var before = rev == 1 ? Optional.<Stored>empty() : Optional.of(revs.get(rev - 2));
            assertThat(store().write(List.of(
                            new Write(products, "A", rev - 1, Optional.of(next), before, Optional.of(DAY)))))
                    .containsExactly(true);
            revs.add(next);
        }
        assertThat(history("A", 10)).containsExactly(revs.get(1), revs.get(0));
        store().write(List.of(
                new Write(products, "A", 3, Optional.empty(), Optional.of(revs.get(2)), Optional.of(DAY))));
        assertThat(history("A", 1)).containsExactly(revs.get(2), revs.get(1), revs.get(0));
        assertThat(history("B", 10)).isEmpty();
    }

    @Test
    void whatIsPastItsTimeIsNoHistory() {
        var first = record("A", 1, "{}");
        put(first);
        store().write(List.of(new Write(
                products,
                "A",
                1,
                Optional.of(record("A", 2, "{\"n\":2}")),
                Optional.of(first),
                Optional.of(Duration.ofSeconds(-2)))));
        assertThat(history("A", 10)).isEmpty();
    }

    /** A seed is a story: what is found by an index is what a walk over all records finds, whatever was written. */
    @Test
    void whateverIsWrittenAnIndexFindsWhatAWalkFinds() {
        long seed = 20260301;
        var random = new Random(seed);
        var rules = new CollectionRules(new Collection(
                products, "", List.of("sku"), Optional.empty(), Invalid.KEEP, List.of("colour", "tags[].key")));
        var model = new TreeMap<String, Stored>();
        for (int step = 0; step < 60; step++) {
            var writes = new TreeMap<String, Write>();
            for (int n = 0; n < 5; n++) {
                var sku = "s-" + random.nextInt(12);
                // Some are written over a rev that is not there any more, or not yet.
                long stale = random.nextInt(6) == 0 ? 7 : 0;
                var before = Optional.ofNullable(model.get(sku));
                if (before.isPresent() && random.nextInt(4) == 0) {
                    var gone = rules.removing(before.get());
                    writes.put(
                            sku,
                            new Write(products, sku, gone.expectedRev() + stale, gone.next(), before, gone.keep()));
                } else {
                    var checked = rules.check(value(random, sku)).checked().orElseThrow();
                    var next = with(
                            record(sku, before.map(Stored::rev).orElse(0L) + 1, checked.text()), checked.indexed());
                    var write = rules.replacing(before, next);
                    writes.put(
                            sku,
                            new Write(products, sku, write.expectedRev() + stale, write.next(), before, write.keep()));
                }
            }
            var all = List.copyOf(writes.values());
            var done = store().write(all);
            for (int i = 0; i < all.size(); i++) {
                if (!done.get(i)) continue;
                var id = all.get(i).id();
                all.get(i).next().ifPresentOrElse(record -> model.put(id, record), () -> model.remove(id));
            }
        }
        for (var entry : List.of(
                Indexes.entry("colour", "red"),
                Indexes.entry("colour", "3"),
                Indexes.entry("tags[].key", "a"),
                Indexes.entry("tags[].key", "b"))) {
            var walked = model.values().stream()
                    .filter(record -> record.indexed().contains(entry))
                    .map(Stored::id)
                    .toList();
            assertThat(found(entry, 3)).as("seed " + seed + " " + entry).isEqualTo(walked);
        }
    }

    private static Map<String, Object> value(Random random, String sku) {
        var colours = new Object[] {"red", "blue", 3, true};
        var keys = List.of("a", "b", "c");
        return Map.of(
                "sku",
                sku,
                "colour",
                colours[random.nextInt(colours.length)],
                "tags",
                keys.subList(0, random.nextInt(4)).stream()
                        .map(key -> Map.of("key", key))
                        .toList(),
                "n",
                random.nextInt());
    }

    private static final Duration DAY = Duration.ofDays(1);

    private Stored coloured(String id, long rev, String... entries) {
        return with(record(id, rev, "{\"rev\":" + rev + "}"), List.of(entries));
    }

    private static Stored with(Stored record, List<String> entries) {
        return new Stored(
                record.collection(),
                record.id(),
                record.data(),
                record.hash(),
                record.rev(),
                record.valid(),
                record.errors(),
                record.origin(),
                record.createdAt(),
                record.updatedAt(),
                record.hop(),
                entries);
    }

    private void write(Optional<Stored> before, Stored next) {
        assertThat(store().write(List.of(
                        new Write(products, next.id(), next.rev() - 1, Optional.of(next), before, Optional.empty()))))
                .containsExactly(true);
    }

    private void remove(Stored before) {
        store().write(List.of(new Write(
                products, before.id(), before.rev(), Optional.empty(), Optional.of(before), Optional.empty())));
    }

    private List<String> found(String entry, int limit) {
        var ids = new ArrayList<String>();
        pages(
                after -> store().find(products, entry, after, limit),
                page -> page.items().forEach(record -> ids.add(record.id())));
        return ids;
    }

    private List<Stored> history(String id, int limit) {
        var revs = new ArrayList<Stored>();
        pages(after -> store().history(products, id, after, limit), page -> revs.addAll(page.items()));
        return revs;
    }

    private static void pages(
            java.util.function.Function<String, RecordStore.Page> reader, Consumer<RecordStore.Page> seen) {
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            var page = reader.apply(next.get());
            seen.accept(page);
            next = page.next();
        }
    }
}

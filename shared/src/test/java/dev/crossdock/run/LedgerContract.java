package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Ledger} keeps. */
public abstract class LedgerContract {
    private final String partition = "contract#" + java.util.UUID.randomUUID();

    protected abstract Ledger ledger();

    /** The ledger's idea of now. */
    protected abstract Instant now();

    @Test
    void anEntryThatMustBeAbsentIsWrittenOnce() {
        assertThat(ledger().write(partition, "a", Ledger.ABSENT, "{\"n\":1}", null))
                .isPresent();
        assertThat(ledger().write(partition, "a", Ledger.ABSENT, "{\"n\":2}", null))
                .isEmpty();
        assertThat(ledger().read(partition, "a").orElseThrow().body()).isEqualTo("{\"n\":1}");
    }

    @Test
    void manyAreReadInTheOrderInWhichTheyAreAskedForWithThoseThatAreMissing() {
        for (int i = 0; i < 120; i++) ledger().write(partition, "many-" + i, Ledger.ANY, "" + i, null);
        var places = IntStream.iterate(129, i -> i >= 0, i -> i - 1)
                .mapToObj(i -> new Ledger.Place(partition, "many-" + i))
                .toList();
        var read = ledger().readAll(places);
        assertThat(read).hasSize(130);
        assertThat(read.subList(0, 10)).allMatch(java.util.Optional::isEmpty);
        assertThat(read.get(10).orElseThrow().body()).isEqualTo("119");
        assertThat(read.get(129).orElseThrow().body()).isEqualTo("0");
    }

    @Test
    void aLateOwnersWriteChangesNothing() {
        var first = ledger().write(partition, "a", Ledger.ABSENT, "1", null).orElseThrow();
        var second = ledger().write(partition, "a", first.version(), "2", null).orElseThrow();
        assertThat(ledger().write(partition, "a", first.version(), "late", null))
                .isEmpty();
        assertThat(ledger().read(partition, "a")).contains(second);
        assertThat(second.version()).isEqualTo(first.version() + 1);
    }

    @Test
    void aWriteWithoutExpectationAlwaysHoldsAndGrowsTheVersion() {
        var first = ledger().write(partition, "a", Ledger.ANY, "1", null).orElseThrow();
        var second = ledger().write(partition, "a", Ledger.ANY, "2", null).orElseThrow();
        assertThat(first.version()).isEqualTo(1);
        assertThat(second.version()).isEqualTo(2);
    }

    @Test
    void aDeleteHoldsOnlyForTheVersionThatWasRead() {
        var first = ledger().write(partition, "a", Ledger.ABSENT, "1", null).orElseThrow();
        var second = ledger().write(partition, "a", first.version(), "2", null).orElseThrow();
        assertThat(ledger().delete(partition, "a", first.version())).isFalse();
        assertThat(ledger().read(partition, "a")).isPresent();
        assertThat(ledger().delete(partition, "a", second.version())).isTrue();
        assertThat(ledger().read(partition, "a")).isEmpty();
        assertThat(ledger().delete(partition, "a", second.version())).isTrue();
    }

    @Test
    void anEntryPastItsTimeReadsAsAbsentAndIsWrittenAnew() {
        ledger().write(partition, "old", Ledger.ABSENT, "1", now().minusSeconds(5))
                .orElseThrow();
        ledger().write(partition, "young", Ledger.ABSENT, "1", now().plusSeconds(500))
                .orElseThrow();
        assertThat(ledger().read(partition, "old")).isEmpty();
        assertThat(ledger().read(partition, "young")).isPresent();
        assertThat(ledger().list(partition, "", "", 10))
                .extracting(Ledger.Entry::sort)
                .containsExactly("young");
        assertThat(ledger().write(partition, "old", Ledger.ABSENT, "2", null)).isPresent();
    }

    @Test
    void aListIsInTheOrderOfBytesAndPages() {
        for (var sort : new String[] {"b", "a", "ä", "a#2", "a#1", "B", "a#10"}) {
            ledger().write(partition, sort, Ledger.ABSENT, "1", null);
        }
        var all = new ArrayList<String>();
        var after = "";
        while (true) {
            var page = ledger().list(partition, "", after, 3);
            page.forEach(entry -> all.add(entry.sort()));
            if (page.size() < 3) break;
            after = all.get(all.size() - 1);
        }
        assertThat(all).containsExactly("B", "a", "a#1", "a#10", "a#2", "b", "ä");
        assertThat(ledger().list(partition, "a#", "", 10))
                .extracting(Ledger.Entry::sort)
                .containsExactly("a#1", "a#10", "a#2");
        assertThat(ledger().list(partition, "a#", "a#1", 10))
                .extracting(Ledger.Entry::sort)
                .containsExactly("a#10", "a#2");
        assertThat(ledger().listBackwards(partition, "", "", 2))
                .extracting(Ledger.Entry::sort)
                .containsExactly("ä", "b");
        assertThat(ledger().listBackwards(partition, "", "b", 2))
                .extracting(Ledger.Entry::sort)
                .containsExactly("a#2", "a#10");
    }

    @Test
    void ofManyWhoWriteTheSameVersionOneWins() throws Exception {
        var before = ledger().write(partition, "race", Ledger.ABSENT, "0", null).orElseThrow();
        var threads = Executors.newFixedThreadPool(8);
        try {
            var writers = IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(
                            i -> () -> ledger().write(partition, "race", before.version(), Integer.toString(i), null)
                                    .isPresent())
                    .toList();
            int won = 0;
            for (var write : threads.invokeAll(writers)) won += write.get() ? 1 : 0;
            assertThat(won).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** However a store joins what comes at the same time: each write has its own condition and its own answer. */
    @Test
    void writesAtTheSameTimeDoNotShareTheirFates() throws Exception {
        var ledger = ledger();
        ledger.write(partition, "there", Ledger.ABSENT, "0", null).orElseThrow();
        var threads = Executors.newFixedThreadPool(16);
        try {
            var writes = IntStream.range(0, 240)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        var sort = i % 3 == 0 ? "there" : "new-" + i;
                        return ledger.write(partition, sort, Ledger.ABSENT, Integer.toString(i), null)
                                .isPresent();
                    })
                    .toList();
            var answers = threads.invokeAll(writes);
            for (int i = 0; i < answers.size(); i++)
                assertThat(answers.get(i).get()).as("write %d", i).isEqualTo(i % 3 != 0);
        } finally {
            threads.shutdownNow();
        }
        assertThat(ledger.read(partition, "there").orElseThrow().body()).isEqualTo("0");
        assertThat(ledger.list(partition, "new-", "", 1000))
                .hasSize(160)
                .allSatisfy(entry -> assertThat(entry.sort()).isEqualTo("new-" + entry.body()));
    }

    @Test
    void aBodyKeepsEveryCharacter() {
        var body = "{\"text\":\"" + "ø€𝄞\\u0000 ".repeat(2000) + "\"}";
        ledger().write(partition, "text", Ledger.ABSENT, body, null);
        assertThat(ledger().read(partition, "text").orElseThrow().body()).isEqualTo(body);
    }
}

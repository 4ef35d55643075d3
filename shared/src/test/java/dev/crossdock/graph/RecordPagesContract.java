package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link RecordStore} keeps of its pages, beside the rest. */
public abstract class RecordPagesContract extends RecordStoreContract {
    private static final Filter VALID = new Filter(Optional.of(true), Optional.empty());
    private static final Filter INVALID = new Filter(Optional.of(false), Optional.empty());

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 50, 1000})
    void eachRecordIsSeenExactlyOnceWhateverTheSizeOfAPage(int limit) {
        fill(50, 10);
        assertThat(ids(Filter.ALL, limit, page -> {})).hasSize(60).doesNotHaveDuplicates();
        assertThat(ids(VALID, limit, page -> {})).hasSize(50).allMatch(id -> id.startsWith("v-"));
        assertThat(ids(INVALID, limit, page -> {})).hasSize(10).allMatch(id -> id.startsWith("i-"));
    }

    @Test
    void anEmptyCollectionIsOneEmptyPage() {
        for (var filter : List.of(Filter.ALL, VALID, INVALID)) {
            var page = store().page(products, filter, "", 10);
            assertThat(page.items()).isEmpty();
            assertThat(page.next()).isEmpty();
        }
    }

    @Test
    void twoWalksGoTheSameWay() {
        fill(30, 5);
        assertThat(ids(Filter.ALL, 9, page -> {})).isEqualTo(ids(Filter.ALL, 4, page -> {}));
    }

    @Test
    void recordsThatStayAreSeenExactlyOnceWhileOthersComeAndGo() {
        fill(40, 8);
        for (var filter : List.of(Filter.ALL, VALID, INVALID)) {
            var stays = new HashSet<>(ids(filter, 1000, page -> {}));
            var gone = filter == INVALID ? "i-0" : "v-0";
            stays.remove(gone);
            var added = new int[1];
            var seen = ids(filter, 3, page -> {
                int n = added[0]++;
                put(valid("new-" + filter.hashCode() + "-" + n, NOW));
                put(invalid("bad-" + filter.hashCode() + "-" + n, NOW));
                if (n == 1) delete(gone, 1);
            });
            assertThat(seen).doesNotHaveDuplicates().containsAll(stays);
            put(filter == INVALID ? invalid(gone, NOW) : valid(gone, NOW));
        }
    }

    @Test
    void aWalkGoesOnWhenTheRecordThatItStoodAtIsDeleted() {
        fill(20, 5);
        for (var filter : List.of(VALID, INVALID)) {
            var before = ids(filter, 1000, page -> {});
            var deleted = new ArrayList<String>();
            var seen = ids(filter, 2, page -> {
                var last = page.get(page.size() - 1).id();
                delete(last, 1);
                deleted.add(last);
            });
            assertThat(seen).isEqualTo(before);
            assertThat(deleted).isNotEmpty();
        }
    }

    @Test
    void onlyWhatChangedSinceAMomentIsSeenToTheLastDigitOfItsTime() {
        var times = List.of(
                NOW,
                NOW.plusNanos(1),
                NOW.plusMillis(500),
                NOW.plusMillis(500).plusNanos(1000),
                NOW.plusSeconds(1),
                NOW.minusNanos(1),
                NOW.minusMillis(10),
                NOW.minusSeconds(1),
                NOW.plus(Duration.ofDays(400)));
        for (int i = 0; i < times.size(); i++) {
            put(valid("v-" + i, times.get(i)));
            put(invalid("i-" + i, times.get(i)));
        }
        for (var since : times) {
            var expected = IntStream.range(0, times.size())
                    .filter(i -> !times.get(i).isBefore(since))
                    .boxed()
                    .toList();
            assertThat(ids(new Filter(Optional.empty(), Optional.of(since)), 4, page -> {}))
                    .as("since %s", since)
                    .hasSize(2 * expected.size());
            assertThat(ids(new Filter(Optional.of(false), Optional.of(since)), 4, page -> {}))
                    .as("invalid since %s", since)
                    .containsExactlyInAnyOrderElementsOf(
                            expected.stream().map(i -> "i-" + i).toList());
            assertThat(ids(new Filter(Optional.of(true), Optional.of(since)), 4, page -> {}))
                    .as("valid since %s", since)
                    .containsExactlyInAnyOrderElementsOf(
                            expected.stream().map(i -> "v-" + i).toList());
        }
    }

    @Test
    void aRecordThatWasCorrectedIsNoLongerAmongTheInvalidOnes() {
        put(invalid("A", NOW));
        put(invalid("B", NOW));
        put(record("A", 2, "corrected"));
        assertThat(ids(INVALID, 10, page -> {})).containsExactly("B");
        assertThat(ids(VALID, 10, page -> {})).containsExactly("A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", ":", "99:A", "-1:A", "4", "x:y:z", "half \uD83D"})
    void aCursorThatNoPageGaveIsToldOrBeginsSomewhereButNeverFails(String cursor) {
        fill(5, 2);
        for (var filter : List.of(Filter.ALL, VALID, INVALID)) {
            var refused = catchThrowableOfType(Refused.class, () -> store().page(products, filter, cursor, 10));
            if (refused != null) assertThat(refused.problem().code()).isEqualTo("request.cursor");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void theShardsAreTheCollectionEachInTheOrderOfIds(int limit) {
        fill(50, 10);
        // A letter beyond the first plane comes behind one at the end of it, which texts of Java see the other way
        // round.
        for (var id : List.of("\uFF21", "\uD83D\uDE00", "ø", "Z", "a b/c")) put(valid(id, NOW));
        for (var filter : List.of(Filter.ALL, VALID, INVALID, new Filter(Optional.empty(), Optional.of(NOW)))) {
            var all = new ArrayList<String>();
            for (int shard = 0; shard < RecordItem.SHARDS; shard++) {
                var ids = shard(filter, shard, limit);
                assertThat(ids).isSortedAccordingTo(RecordItem::compareIds);
                all.addAll(ids);
            }
            assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids(filter, 1000, page -> {}));
        }
    }

    @Test
    void aShardGoesOnBehindAnIdWhetherItIsThereOrNot() {
        fill(60, 0);
        for (int shard = 0; shard < RecordItem.SHARDS; shard++) {
            var ids = shard(Filter.ALL, shard, 1000);
            for (int i = 0; i < ids.size(); i++) {
                var rest = ids.subList(i + 1, ids.size());
                for (var after : List.of(ids.get(i), ids.get(i) + "\u0001")) {
                    assertThat(store().page(products, Filter.ALL, shard, after, 1000)
                                    .items())
                            .extracting(Stored::id)
                            .isEqualTo(rest);
                }
            }
        }
    }

    private List<String> shard(Filter filter, int shard, int limit) {
        var ids = new ArrayList<String>();
        for (var after = Optional.of(""); after.isPresent(); ) {
            var page = store().page(products, filter, shard, after.get(), limit);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(record -> ids.add(record.id()));
            after = page.next();
        }
        return ids;
    }

    @Test
    void largeRecordsArePagedAsWell() {
        for (int i = 0; i < 8; i++) put(record("big-" + i, 1, "x".repeat(370_000)));
        assertThat(ids(Filter.ALL, 5, page -> {})).hasSize(8).doesNotHaveDuplicates();
    }

    private Stored valid(String id, Instant updated) {
        return new Stored(products, id, "x", "h", 1, true, "[]", WrittenBy.API, NOW, updated, 0);
    }

    private void fill(int valid, int invalid) {
        var writes = new ArrayList<RecordStore.Write>();
        for (int i = 0; i < valid; i++) writes.add(write(valid("v-" + i, NOW)));
        for (int i = 0; i < invalid; i++) writes.add(write(invalid("i-" + i, NOW)));
        assertThat(store().write(writes)).doesNotContain(false);
    }

    /** @param between called with each page before the next is asked for */
    private List<String> ids(Filter filter, int limit, Consumer<List<Stored>> between) {
        var ids = new ArrayList<String>();
        var cursor = "";
        for (int pages = 0; pages < 500; pages++) {
            var page = store().page(products, filter, cursor, limit);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(record -> ids.add(record.id()));
            if (page.next().isEmpty()) return ids;
            between.accept(page.items());
            cursor = page.next().get();
        }
        throw new AssertionError("500 pages and no end");
    }
}

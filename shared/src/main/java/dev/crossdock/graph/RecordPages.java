package dev.crossdock.graph;

import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** How a slice of a collection is read, page by page. Not thread-safe. */
interface RecordPages {
    /** @param at where the next page begins; empty = there is none */
    record Page(List<Stored> items, Optional<String> at) {}

    /** @param at empty = the beginning; else what a page gave, maybe to another worker */
    Page read(String at, int limit);

    /** As the store pages: all shards, or by its index of invalid records. */
    static RecordPages asStored(RecordStore records, String collection, Filter filter) {
        return (at, limit) -> {
            var page = records.page(collection, filter, at, limit);
            return new Page(page.items(), page.next());
        };
    }

    static RecordPages ofShard(RecordStore records, String collection, Filter filter, int shard) {
        return (at, limit) -> {
            var page = records.page(collection, filter, shard, at, limit);
            return new Page(page.items(), page.next());
        };
    }

    /** All shards, merged by id: each is in that order already, so a place is the last id, in all of them. */
    static RecordPages byKey(RecordStore records, String collection, Filter filter) {
        return new ByKey(records, collection, filter);
    }

    /** Keeps what it has read ahead of each shard, as long as it is asked to go on where it stands. */
    final class ByKey implements RecordPages {
        /** Of each shard; together about a batch. */
        private static final int AHEAD = 100;

        private static final long LARGE_PAGE = 4L << 20;

        private final RecordStore records;
        private final String collection;
        private final Filter filter;
        private final List<Deque<Stored>> ahead = new ArrayList<>();
        private final List<Optional<String>> next = new ArrayList<>();
        private String stands;

        private ByKey(RecordStore records, String collection, Filter filter) {
            this.records = records;
            this.collection = collection;
            this.filter = filter;
        }

        @Override
        public Page read(String at, int limit) {
            if (!at.equals(stands)) begin(at);
            var items = new ArrayList<Stored>();
            long characters = 0;
            while (items.size() < limit && characters < LARGE_PAGE) {
                var first = first();
                if (first.isEmpty()) return new Page(items, Optional.empty());
                items.add(first.get());
                characters += first.get().data().length();
            }
            stands = items.get(items.size() - 1).id();
            return new Page(items, Optional.of(stands));
        }

        private void begin(String at) {
            ahead.clear();
            next.clear();
            for (int shard = 0; shard < RecordItem.SHARDS; shard++) {
                ahead.add(new ArrayDeque<>());
                next.add(Optional.of(at));
            }
            stands = at;
        }

        private Optional<Stored> first() {
            Deque<Stored> least = null;
            for (int shard = 0; shard < RecordItem.SHARDS; shard++) {
                fill(shard);
                var queue = ahead.get(shard);
                if (!queue.isEmpty()
                        && (least == null
                                || RecordItem.compareIds(
                                                queue.peek().id(), least.peek().id())
                                        < 0)) least = queue;
            }
            return least == null ? Optional.empty() : Optional.of(least.poll());
        }

        private void fill(int shard) {
            while (ahead.get(shard).isEmpty() && next.get(shard).isPresent()) {
                var page =
                        records.page(collection, filter, shard, next.get(shard).get(), AHEAD);
                ahead.get(shard).addAll(page.items());
                next.set(shard, page.next());
            }
        }
    }
}

package dev.crossdock.graph;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records of collections by their ids. Only this interface's implementations touch the records table; what a write means
 * (unchanged, invalid, older drop) is decided by their callers. Thread-safe. Methods throw {@link
 * dev.crossdock.flow.WorldException} when the store is out of reach, after their own retries of throttles and unprocessed items.
 */
public interface RecordStore {
    /**
     * A record as it lies in the store.
     *
     * @param data the record's JSON text, numbers exact
     * @param hash of the canonical JSON of data and state; equal hash = unchanged
     * @param rev 1 at first, grows by one with each change
     * @param errors JSON array of problems of an invalid record; {@code []} when valid
     * @param origin who wrote it last
     * @param hop writes caused by triggers count up; 0 for a person's, an import's or a pull's write
     * @param indexed entries by which it is found ({@link Indexes}), at most {@link Indexes#MOST}
     */
    record Stored(
            String collection,
            String id,
            String data,
            String hash,
            long rev,
            boolean valid,
            String errors,
            WrittenBy origin,
            Instant createdAt,
            Instant updatedAt,
            int hop,
            List<String> indexed) {
        public Stored {
            indexed = List.copyOf(indexed);
        }

        /** One that is found only by its id. */
        public Stored(
                String collection,
                String id,
                String data,
                String hash,
                long rev,
                boolean valid,
                String errors,
                WrittenBy origin,
                Instant createdAt,
                Instant updatedAt,
                int hop) {
            this(collection, id, data, hash, rev, valid, errors, origin, createdAt, updatedAt, hop, List.of());
        }
    }

    /**
     * @param run empty when not a run's
     * @param order of the run's drop; a run never replaces a record that a newer drop of the same job wrote
     * @param file empty when not from a file
     * @param record 1-based number in the file; 0 when not from a file
     */
    record WrittenBy(String run, String job, String order, String file, long record) {
        public static final WrittenBy API = new WrittenBy("", "", "", "", 0);
    }

    /**
     * One conditional write. The entries of what is stored and the history of what goes are written with it: all of it, or nothing.
     *
     * @param expectedRev the rev that was read; 0 = must be absent
     * @param next what to store, its rev = expectedRev + 1; empty = delete
     * @param before what was read, whose entries go; empty = nothing was there, or it has none
     * @param keep how long {@code before} stays in the history from now on; empty = not at all
     */
    record Write(
            String collection,
            String id,
            long expectedRev,
            Optional<Stored> next,
            Optional<Stored> before,
            Optional<Duration> keep) {
        /** Without entries that go, and without history. */
        public Write(String collection, String id, long expectedRev, Optional<Stored> next) {
            this(collection, id, expectedRev, next, Optional.empty(), Optional.empty());
        }

        /** Entries that come with it. */
        public List<String> made() {
            return beyond(next, before);
        }

        /** Entries that go. */
        public List<String> gone() {
            return beyond(before, next);
        }

        private static List<String> beyond(Optional<Stored> one, Optional<Stored> other) {
            var entries = new ArrayList<>(one.map(Stored::indexed).orElse(List.of()));
            other.ifPresent(record -> entries.removeAll(record.indexed()));
            return entries;
        }
    }

    record Page(List<Stored> items, Optional<String> next) {}

    /** @param valid only valid ones (true), only invalid ones (false), all (empty) */
    record Filter(Optional<Boolean> valid, Optional<Instant> changedSince) {
        public static final Filter ALL = new Filter(Optional.empty(), Optional.empty());

        public boolean passes(Stored record) {
            return valid.filter(wanted -> wanted != record.valid()).isEmpty()
                    && changedSince
                            .filter(since -> record.updatedAt().isBefore(since))
                            .isEmpty();
        }
    }

    Optional<Stored> read(String collection, String id);

    /** By id, once each; ids that are not there, or could not be, are missing from the answer. Consistent: sees every write that returned before. */
    Map<String, Stored> read(String collection, List<String> ids);

    /**
     * Writes each on its own condition, in no particular order among different ids; ids must be distinct within the call.
     *
     * @return one answer per write, in their order: true = done, false = the condition did not hold, and nothing changed
     * @throws IllegalArgumentException when a record of the call is larger than an item may be ({@link
     *     RecordItem#LARGEST_BYTES}) or has an impossible id; nothing of the call is written then
     */
    List<Boolean> write(List<Write> writes);

    /**
     * Pages through a collection in a stable order (not the order of ids); a record that stays is seen exactly once, also
     * while others are written.
     *
     * @param cursor empty = from the beginning
     * @param limit 1 to 1,000
     * @throws dev.crossdock.flow.Refused {@code request.cursor} when no page gave this cursor
     */
    Page page(String collection, Filter filter, String cursor, int limit);

    /**
     * Pages through one of the {@link RecordItem#SHARDS} shards of a collection, in the order of the ids' UTF-8 bytes; the shards
     * together are the collection. Other than that as {@link #page(String, Filter, String, int)}, but consistent for every filter. A page
     * may hold fewer records than there is room for, where they are large.
     *
     * @param shard 0 to {@link RecordItem#SHARDS} - 1
     * @param after only ids behind this one, whether it is there or not; empty = from the beginning
     * @return {@code next} is the {@code after} of the next page
     */
    Page page(String collection, Filter filter, int shard, String after, int limit);

    /**
     * Records that carry an entry, in the order of the UTF-8 bytes of their ids. A page may hold fewer records than there is room for.
     *
     * @param after only ids behind this one; empty = from the beginning
     * @param limit 1 to 1,000
     * @return {@code next} is the {@code after} of the next page
     */
    Page find(String collection, String entry, String after, int limit);

    /** What every record of the collection is found by ({@link Indexes#marks}), as it was said last. */
    Set<String> complete(String collection);

    /** Says it: from now on, and of every record. */
    void complete(String collection, Set<String> marks);

    /**
     * Earlier revs of a record that are kept, also of one that is gone; the newest first.
     *
     * @param cursor empty = from the newest; else what a page gave as {@code next}
     * @param limit 1 to 1,000
     */
    Page history(String collection, String id, String cursor, int limit);

    /** How many records there are: {@code total}, {@code valid}, {@code invalid}. Counted by reading; not free. */
    Map<String, Long> count(String collection);
}

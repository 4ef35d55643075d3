package dev.crossdock.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Small entries that are only ever written on the condition that nobody else wrote them meanwhile: runs, chunks, leases,
 * effects, published definitions. One conditional write is the only atom; every protocol of the product is built from it.
 * A late owner's write meets another version and changes nothing, which is all the fencing there is.
 *
 * <p>Reads and lists are consistent: they see every write that returned before. Thread-safe. Methods throw {@link
 * dev.crossdock.flow.WorldException} when the store is out of reach; a write that threw may have happened.
 */
public interface Ledger {
    /** Expected version of an entry that must not exist. */
    long ABSENT = 0;
    /** No expectation. */
    long ANY = -1;

    /**
     * @param partition 1 to 1,000 bytes of UTF-8
     * @param sort 1 to 900 bytes of UTF-8; entries of a partition are listed in the order of its bytes
     * @param version 1 at first, grows by one with each write
     * @param body JSON text, below 350 KB
     */
    record Entry(String partition, String sort, long version, String body) {}

    Optional<Entry> read(String partition, String sort);

    /** Where an entry is. */
    record Place(String partition, String sort) {}

    /** Several entries, in one round where the store can. @return what {@link #read} returns, in their order */
    default List<Optional<Entry>> readAll(List<Place> places) {
        return places.stream()
                .map(place -> read(place.partition(), place.sort()))
                .toList();
    }

    /**
     * @param expectedVersion {@link #ABSENT}, {@link #ANY} or the version that was read
     * @param expires when the entry may vanish; null = never. An entry past its time reads as absent.
     * @return the entry as it is now; empty when the expectation did not hold, and nothing changed
     */
    Optional<Entry> write(String partition, String sort, long expectedVersion, String body, Instant expires);

    /** As {@link #write} takes it. @param expires null = never */
    record Write(String partition, String sort, long expectedVersion, String body, Instant expires) {}

    /**
     * Several writes of different entries, in one round where the store can. Each has its own condition; where one throws, those before
     * it have happened and those behind it may have.
     *
     * @return what {@link #write} returns, in their order
     */
    default List<Optional<Entry>> writeAll(List<Write> writes) {
        return writes.stream()
                .map(write ->
                        write(write.partition(), write.sort(), write.expectedVersion(), write.body(), write.expires()))
                .toList();
    }

    /** @return false when the expectation did not hold; true when the entry is gone now, also when it was before */
    boolean delete(String partition, String sort, long expectedVersion);

    /**
     * Entries of a partition in the order of {@code sort}.
     *
     * @param prefix of {@code sort}; empty = all
     * @param after only entries behind this sort key; empty = from the beginning
     * @param limit 1 to 1,000; fewer come back only at the end
     */
    List<Entry> list(String partition, String prefix, String after, int limit);

    /** As {@link #list}, from the last entry backwards. */
    List<Entry> listBackwards(String partition, String prefix, String before, int limit);
}

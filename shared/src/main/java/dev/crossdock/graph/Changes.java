package dev.crossdock.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Sha256;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Work;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a job has handed on of a collection, so that its next run takes what changed since. The mark is the moment when a run
 * began, written once the run has ended well, and never by an older run over a newer one's. A record's time is that of whoever wrote
 * it, and it may be seen a while later; so a run looks back {@link #OVERLAP} behind the mark, and passes over the revs that the run
 * before has noted there. So no change is missed, and none comes twice. Thread-safe.
 */
public final class Changes {
    /** More than clocks differ, and than a write takes with all its retries. */
    static final Duration OVERLAP = Duration.ofMinutes(5);

    private static final String SORT = "STATE";
    private static final int RACES = 5;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Ledger ledger;
    private final ObjectStore objects;
    private final String job;
    private final String run;
    private final String order;
    private final Instant began;

    public Changes(Ledger ledger, ObjectStore objects, Work work) {
        this.ledger = ledger;
        this.objects = objects;
        this.job = work.job().name();
        this.run = work.run().id();
        this.order = work.run().order();
        this.began = work.run().createdAt();
    }

    /**
     * @param order of the run that wrote it
     * @param began when that run did, as text
     * @param run which noted what it saw near that moment
     */
    record Mark(String order, String collection, String began, String run) {
        Instant since() {
            return Instant.parse(began).minus(OVERLAP);
        }
    }

    /** Of the last run that ended well; empty = there was none, over this collection. */
    Optional<Mark> last(String collection) {
        return ledger.read(partition(), SORT)
                .map(entry -> parse(entry.body()))
                .filter(mark -> mark.collection().equals(collection));
    }

    void remember(String collection) {
        var mine = new Mark(order, collection, began.toString(), run);
        for (int i = 0; i < RACES; i++) {
            var before = ledger.read(partition(), SORT);
            if (before.isPresent() && parse(before.get().body()).order().compareTo(order) > 0) return;
            long version = before.map(Ledger.Entry::version).orElse(Ledger.ABSENT);
            if (ledger.write(partition(), SORT, version, json(mine), null).isPresent()) return;
        }
        throw new IllegalStateException("the mark of " + job + " is always written by somebody else");
    }

    /**
     * Notes those of a page's records that the next run will look at again.
     *
     * @param name of the page: what is read again is noted again in the same place
     */
    void note(String name, List<Stored> page) {
        var near = began.minus(OVERLAP);
        var hashes = new ArrayList<Long>();
        for (var stored : page) if (!stored.updatedAt().isBefore(near)) hashes.add(hash(stored));
        if (hashes.isEmpty()) return;
        var bytes = ByteBuffer.allocate(8 * hashes.size());
        hashes.forEach(bytes::putLong);
        objects.write(folder(run) + name, bytes.array(), "application/octet-stream");
    }

    /** What an earlier run has noted: 8 bytes for each record that changed shortly before it. */
    Set<Long> noted(String earlier) {
        var all = new HashSet<Long>();
        var after = "";
        while (true) {
            var page = objects.list(folder(earlier), after, 1000);
            for (var item : page.items()) {
                after = item.key();
                read(item.key(), item.sizeBytes() / 8, all);
            }
            if (page.next().isEmpty()) return all;
        }
    }

    private void read(String key, long count, Set<Long> all) {
        var content = objects.read(key, null, 0);
        if (content.isEmpty()) return;
        try (var in = new DataInputStream(new java.io.BufferedInputStream(content.get()))) {
            for (long i = 0; i < count; i++) all.add(in.readLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a state of a record. */
    static long hash(Stored stored) {
        return ByteBuffer.wrap(Sha256.of(stored.rev() + " " + stored.id())).getLong();
    }

    private String partition() {
        return "EXPORT#" + job;
    }

    private static String folder(String run) {
        return ".runs/" + run + "/seen/";
    }

    private static Mark parse(String json) {
        try {
            return JSON.readValue(json, Mark.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not what an export remembers", e);
        }
    }

    private static String json(Mark mark) {
        try {
            return JSON.writeValueAsString(mark);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

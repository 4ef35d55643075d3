package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files that have lain in a bucket for longer than its {@code keep}, wherever they lie in it. What a run that has not ended
 * reads or has put away stays, and so does what replaced an old file meanwhile. A bucket is walked through from its first key to its
 * last, a part of it in each round, and then not again for a while. Not by the store's own rules for the life of objects: those count
 * days, exist only deployed, and know nothing of runs. Thread-safe.
 *
 * <p>Entry: {@code KEEP, bucket}: how far the walk has come, and when it begins. Two that walk at once delete the same files.
 */
public final class Retention implements Chores.Chore {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final String ALL = "KEEP";
    private static final int PAGE = 1_000;
    /** A walk asks once for each thousand files, so a bucket is walked through seldom, a short-lived one oftener. */
    private static final Duration SELDOM = Duration.ofHours(1);

    private static final Duration OFTEN = Duration.ofMinutes(1);
    private static final Duration TO_WRITE_IT_DOWN = Duration.ofSeconds(5);

    private final DefinitionStore definitions;
    private final ObjectStore objects;
    private final Ledger ledger;
    private final Clock clock;
    private final Runs runs;
    /** Before this moment a bucket need not be asked about. */
    private final Map<String, Instant> rests = new ConcurrentHashMap<>();

    public Retention(DefinitionStore definitions, ObjectStore objects, Ledger ledger, Clock clock) {
        this.definitions = definitions;
        this.objects = objects;
        this.ledger = ledger;
        this.clock = clock;
        this.runs = new Runs(ledger, clock);
    }

    /** @param after the last key that was looked at; empty = none @param begins not before then */
    private record Walk(
            @JsonProperty("after") String after,
            @JsonProperty("begins") Instant begins) {}

    @Override
    public void round(Instant deadline) {
        var end = deadline.minus(TO_WRITE_IT_DOWN);
        for (var bucket : definitions.project().buckets().values()) {
            if (bucket.keep().isPresent()) walk(bucket, bucket.keep().get(), end);
        }
    }

    private void walk(Bucket bucket, Duration keep, Instant end) {
        if (rests.getOrDefault(bucket.name(), Instant.EPOCH).isAfter(clock.instant())) return;
        var entry = ledger.read(ALL, bucket.name());
        var walk = entry.map(e -> Json.read(e.body(), Walk.class)).orElse(new Walk("", Instant.EPOCH));
        var version = entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT);
        rests.put(bucket.name(), walk.begins());
        if (walk.begins().isAfter(clock.instant())) return;
        while (clock.instant().isBefore(end)) {
            walk = page(bucket, keep, walk, end);
            var written = ledger.write(ALL, bucket.name(), version, Json.write(walk), null);
            if (written.isEmpty() || walk.after().isEmpty()) return;
            version = written.get().version();
        }
    }

    private Walk page(Bucket bucket, Duration keep, Walk walk, Instant end) {
        var page = objects.list(bucket.name() + "/", walk.after(), PAGE);
        var late = clock.instant().minus(keep);
        var used = Optional.<Set<String>>empty();
        int deleted = 0;
        for (var file : page.items()) {
            if (!clock.instant().isBefore(end)) return walk;
            if (file.modified().isBefore(late)) {
                if (used.isEmpty()) used = Optional.of(used());
                if (!used.get().contains(file.key()) && objects.delete(file.key(), file.etag())) deleted++;
            }
            walk = new Walk(file.key(), walk.begins());
        }
        if (deleted > 0) LOG.info("retention.deleted bucket={} keep={} files={}", bucket.name(), keep, deleted);
        return page.next().isPresent() ? walk : new Walk("", clock.instant().plus(pause(keep)));
    }

    private static Duration pause(Duration keep) {
        var tenth = keep.dividedBy(10);
        if (tenth.compareTo(OFTEN) < 0) return OFTEN;
        return tenth.compareTo(SELDOM) < 0 ? tenth : SELDOM;
    }

    /** The keys of files that open runs need. */
    private Set<String> used() {
        var used = new HashSet<String>();
        runs.eachOpen(id -> runs.find(id).ifPresent(run -> {
            run.file().ifPresent(file -> used.add(file.path()));
            run.status().moved().ifPresent(file -> used.add(file.path()));
        }));
        return used;
    }
}

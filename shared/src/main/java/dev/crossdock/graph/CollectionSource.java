package dev.crossdock.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.definition.From;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.mapping.Expression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The records of a collection: all, valid, invalid or changed ones, and of them those for which a condition holds. Each shard is a chunk,
 * read by a worker of its own; where the order of the keys is asked for, or only invalid records, which are few, there is one chunk. A
 * record that stays while the run reads is read exactly once. Where only invalid ones are asked for, each carries {@code _id} and {@code
 * _errors}, a list of texts that say field and reason, so that whoever owns the data can mend it.
 */
public final class CollectionSource implements Source {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHANGED = "changed";

    private final RecordStore records;
    private final From.CollectionRecords from;
    private final Map<String, Object> variables;
    private final Optional<Boolean> valid;
    private final Optional<Expression> where;
    private final Optional<Changes> changes;
    private final boolean apart;

    /** As the other, for a job that does not remember what it has handed on. */
    public CollectionSource(
            RecordStore records, From.CollectionRecords from, Map<String, Object> variables, String place) {
        this(records, from, variables, place, Optional.empty(), false);
    }

    /**
     * @param variables what {@code where} sees besides the record
     * @param changes what the job remembers; asked only for {@code records: changed}
     * @param apart whether invalid records carry what {@link ErrorRows} makes rows of
     * @throws Refused when {@code where} does not compile, or {@code records: changed} has no memory
     */
    public CollectionSource(
            RecordStore records,
            From.CollectionRecords from,
            Map<String, Object> variables,
            String place,
            Optional<Changes> changes,
            boolean apart) {
        this.apart = apart;
        this.records = records;
        this.from = from;
        this.variables = variables;
        this.where = from.where().map(text -> Expression.compile(text, place + ".where"));
        this.valid = switch (from.records()) {
            case "valid" -> Optional.of(true);
            case "invalid" -> Optional.of(false);
            default -> Optional.empty();
        };
        this.changes = from.records().equals(CHANGED) ? changes : Optional.empty();
        if (from.records().equals(CHANGED) && changes.isEmpty()) {
            throw new Refused(Problem.of(
                            "job.changed",
                            "this kind of job does not remember what it has handed on.",
                            "Export to a file with records: changed, and send that file by a job in then.")
                    .at(place));
        }
    }

    /**
     * What belongs to a chunk.
     *
     * @param part {@code all} as the store pages, {@code key} all by id, else the number of a shard
     * @param since only what was written then or later; empty = all
     * @param run that has noted what it saw shortly before; empty = none
     */
    private record Slice(String part, String since, String run) {
        /** Chunks of earlier versions say nothing: they are whole. */
        static Slice of(Chunk chunk) {
            if (chunk.range().isEmpty()) return new Slice("all", "", "");
            try {
                return JSON.readValue(chunk.range(), Slice.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not a collection's chunk: " + chunk.range(), e);
            }
        }

        Chunk chunk(int number) {
            try {
                return new Chunk(number, JSON.writeValueAsString(this));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public List<Chunk> plan() {
        var last = changes.flatMap(memory -> memory.last(from.collection()));
        var since = last.map(mark -> mark.since().toString()).orElse("");
        var run = last.map(Changes.Mark::run).orElse("");
        if (from.byKey()) return List.of(new Slice("key", since, run).chunk(0));
        if (from.records().equals("invalid")) return List.of(new Slice("all", since, run).chunk(0));
        return IntStream.range(0, RecordItem.SHARDS)
                .mapToObj(shard -> new Slice("" + shard, since, run).chunk(shard))
                .toList();
    }

    @Override
    public Cursor open(Chunk chunk, Checkpoint at) {
        return new RecordCursor(chunk.number(), Slice.of(chunk), Place.of(at));
    }

    @Override
    public void finish(List<Chunk> chunks, List<Checkpoint> ends) {
        changes.ifPresent(memory -> memory.remember(from.collection()));
    }

    private RecordPages pages(Slice slice) {
        var filter = new Filter(
                valid, slice.since().isEmpty() ? Optional.empty() : Optional.of(Instant.parse(slice.since())));
        return switch (slice.part()) {
            case "all" -> RecordPages.asStored(records, from.collection(), filter);
            case "key" -> RecordPages.byKey(records, from.collection(), filter);
            default -> RecordPages.ofShard(records, from.collection(), filter, Integer.parseInt(slice.part()));
        };
    }

    /**
     * @param read records handed on so far
     * @param page number of the next page, from 0
     * @param at of the next page
     * @param ended there is none
     */
    private record Place(long read, int page, boolean ended, String at) {
        static Place of(Checkpoint checkpoint) {
            if (checkpoint.equals(Checkpoint.START)) return new Place(0, 0, false, "");
            var parts = checkpoint.text().split(" ", 4);
            return new Place(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), parts[2].equals("ended"), parts[3]);
        }

        Checkpoint checkpoint() {
            return new Checkpoint(read + " " + page + (ended ? " ended " : " more ") + at);
        }
    }

    private final class RecordCursor implements Cursor {
        private final int chunk;
        private final RecordPages pages;
        private final Set<Long> before;
        private Place at;

        RecordCursor(int chunk, Slice slice, Place at) {
            this.chunk = chunk;
            this.pages = pages(slice);
            this.before = slice.run().isEmpty()
                    ? Set.of()
                    : changes.map(memory -> memory.noted(slice.run())).orElse(Set.of());
            this.at = at;
        }

        @Override
        public Optional<Batch> next() {
            while (!at.ended()) {
                var page = pages.read(at.at(), Batch.LIMIT);
                changes.ifPresent(memory -> memory.note("%02d-%08d".formatted(chunk, at.page()), page.items()));
                var batch = new ArrayList<Record>();
                long read = at.read();
                for (var stored : page.items()) {
                    if (!before.isEmpty() && before.contains(Changes.hash(stored))) continue;
                    var value = value(stored);
                    if (!taken(stored, value)) continue;
                    batch.add(Record.of(value, new Origin(from.collection() + "/" + stored.id(), ++read, 0)));
                }
                at = new Place(
                        read, at.page() + 1, page.at().isEmpty(), page.at().orElse(""));
                if (!batch.isEmpty()) return Optional.of(new Batch(batch));
            }
            return Optional.empty();
        }

        private boolean taken(Stored stored, Object value) {
            try {
                return where.isEmpty() || where.get().holds(value, variables);
            } catch (Refused e) {
                var problem = e.problem();
                var message = "record \"" + stored.id() + "\" of " + from.collection() + ": " + problem.message();
                throw new Refused(
                        new Problem(problem.code(), problem.place(), message, problem.hint(), problem.field()), e);
            }
        }

        private Object value(Stored stored) {
            var data = RecordText.read(stored.data());
            if (!from.records().equals("invalid") || !(data instanceof Map<?, ?> fields)) return data;
            var all = new LinkedHashMap<String, Object>();
            all.put("_id", stored.id());
            fields.forEach((name, value) -> all.put(String.valueOf(name), value));
            all.put("_errors", errors(stored));
            if (apart) all.put(ErrorRows.PROBLEMS, RecordText.read(stored.errors()));
            return all;
        }

        @Override
        public Checkpoint position() {
            return at.checkpoint();
        }

        @Override
        public double progress() {
            return at.ended() ? 1 : 0;
        }

        @Override
        public void close() {
            // Nothing is held between pages.
        }
    }

    private static List<Object> errors(Stored stored) {
        var errors = new ArrayList<Object>();
        for (var problem : CollectionRules.errors(stored.errors())) {
            var text = new StringBuilder(problem.field());
            if (!problem.message().isEmpty())
                text.append(text.length() == 0 ? "" : ": ").append(problem.message());
            if (!problem.hint().isEmpty())
                text.append(text.length() == 0 ? "" : " ").append(problem.hint());
            errors.add(text.toString());
        }
        return errors;
    }
}

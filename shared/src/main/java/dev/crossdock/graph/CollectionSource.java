package dev.crossdock.graph;

import dev.crossdock.definition.From;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.mapping.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of a collection, in the store's own order: all, valid or invalid ones, and of them those for which a condition
 * holds. A record that stays while the run reads is read exactly once. Where only invalid ones are asked for, each carries {@code
 * _id} and {@code _errors}, a list of texts that say field and reason, so that whoever owns the data can mend it.
 */
public final class CollectionSource implements Source {
    private final RecordStore records;
    private final From.CollectionRecords from;
    private final Map<String, Object> variables;
    private final Filter filter;
    private final Optional<Expression> where;
    private final boolean apart;

    /**
     * @param variables what {@code where} sees besides the record
     * @throws dev.crossdock.flow.Refused when {@code where} does not compile
     */
    public CollectionSource(
            RecordStore records, From.CollectionRecords from, Map<String, Object> variables, String place) {
        this(records, from, variables, place, false);
    }

    /** @param apart whether invalid records carry what {@link ErrorRows} makes rows of */
    public CollectionSource(
            RecordStore records,
            From.CollectionRecords from,
            Map<String, Object> variables,
            String place,
            boolean apart) {
        this.apart = apart;
        this.records = records;
        this.from = from;
        this.variables = variables;
        this.where = from.where().map(text -> Expression.compile(text, place + ".where"));
        this.filter = new Filter(
                switch (from.records()) {
                    case "valid" -> Optional.of(true);
                    case "invalid" -> Optional.of(false);
                    default -> Optional.empty();
                },
                Optional.empty());
    }

    @Override
    public List<Chunk> plan() {
        return List.of(Chunk.whole());
    }

    @Override
    public Cursor open(Chunk chunk, Checkpoint from) {
        return new RecordCursor(Place.of(from));
    }

    /** @param read records handed on so far @param cursor of the next page @param ended there is none */
    private record Place(long read, boolean ended, String cursor) {
        static Place of(Checkpoint checkpoint) {
            if (checkpoint.equals(Checkpoint.START)) return new Place(0, false, "");
            var parts = checkpoint.text().split(" ", 3);
            return new Place(Long.parseLong(parts[0]), parts[1].equals("ended"), parts[2]);
        }

        Checkpoint checkpoint() {
            return new Checkpoint(read + (ended ? " ended " : " more ") + cursor);
        }
    }

    private final class RecordCursor implements Cursor {
        private Place at;

        RecordCursor(Place at) {
            this.at = at;
        }

        @Override
        public Optional<Batch> next() {
            while (!at.ended()) {
                var page = records.page(from.collection(), filter, at.cursor(), Batch.LIMIT);
                var batch = new ArrayList<Record>();
                long read = at.read();
                for (var stored : page.items()) {
                    var value = value(stored);
                    if (where.isPresent() && !where.get().holds(value, variables)) continue;
                    batch.add(Record.of(value, new Origin(from.collection() + "/" + stored.id(), ++read, 0)));
                }
                at = new Place(read, page.next().isEmpty(), page.next().orElse(""));
                if (!batch.isEmpty()) return Optional.of(new Batch(batch));
            }
            return Optional.empty();
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
        if (!(RecordText.read(stored.errors()) instanceof List<?> list)) return errors;
        for (var error : list) {
            if (!(error instanceof Map<?, ?> problem)) continue;
            var text = new StringBuilder();
            for (var part : List.of("pointer", "message", "hint")) {
                var said = problem.get(part);
                if (said == null || said.toString().isEmpty()) continue;
                text.append(text.length() == 0 ? "" : part.equals("message") ? ": " : " ")
                        .append(said);
            }
            errors.add(text.toString());
        }
        return errors;
    }
}

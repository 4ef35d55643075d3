package dev.crossdock.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a table that the job does not name. Each chunk notes the fields that it meets, in the order in which it meets
 * them, and writes its rows with those it knows; the table's columns are known when all chunks are done, and what was written
 * with fewer, or in another order, is written anew ({@link Widening}). So no field is lost, however late it comes, and the file is
 * the same however many workers write it. Where all records are alike, which is usual, nothing is written twice.
 */
final class Columns {
    /** As many as a reader of CSV takes. */
    static final int MOST = 16_384;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/json";

    private final ObjectStore objects;
    private final OutputFile file;
    private final int chunk;
    private List<String> names;
    private String key;

    /** @param key where the chunk noted them before; empty = not yet */
    Columns(ObjectStore objects, OutputFile file, int chunk, String key) {
        this.objects = objects;
        this.file = file;
        this.chunk = chunk;
        this.key = key;
        this.names = key.isEmpty() ? List.of() : read(objects, key).orElseThrow(() -> new Fenced(key + " is gone"));
    }

    List<String> names() {
        return names;
    }

    /** Where they are noted; empty = there are none. */
    String key() {
        return key;
    }

    /** Takes the fields of a batch in. @return whether there were new ones */
    boolean grow(Batch batch) {
        var all = new LinkedHashSet<>(names);
        // The first chunk's columns are the table's first ones: whoever begins with them rarely has to write anew.
        if (key.isEmpty() && chunk > 0) read(objects, hint(file)).ifPresent(all::addAll);
        for (var record : batch.records()) {
            if (!(record.value() instanceof Map<?, ?> map)) continue;
            for (var field : map.keySet()) {
                // What is too much is refused record by record: the writer knows no such column.
                if (all.size() < MOST) all.add(String.valueOf(field));
            }
        }
        if (all.size() == names.size()) return false;
        names = List.copyOf(all);
        return true;
    }

    /** Makes them durable, for the receipt to tell where. */
    void note() {
        if (names.isEmpty()) return;
        var content = json(names);
        var wanted = file.folder() + "columns-%06d-%s".formatted(chunk, Pieces.hash(content));
        if (wanted.equals(key)) return;
        objects.write(wanted, content, TYPE);
        if (chunk == 0) objects.create(hint(file), content, TYPE);
        key = wanted;
    }

    /**
     * The table's: of the first chunk, then what the next one has more, and so on.
     *
     * @throws Refused {@code csv.too-many-columns}
     */
    static List<String> together(ObjectStore objects, List<Pieces> chunks) {
        var all = new LinkedHashSet<String>();
        for (var chunk : chunks) all.addAll(of(objects, chunk));
        if (all.size() > MOST) {
            throw new Refused(Problem.of(
                    "csv.too-many-columns",
                    "the records have %,d different fields; a table takes %,d.".formatted(all.size(), MOST),
                    "Let the map give fewer, or name the columns in format.csv.columns."));
        }
        return new ArrayList<>(all);
    }

    /** Those of one chunk. */
    static List<String> of(ObjectStore objects, Pieces chunk) {
        if (chunk.columns().isEmpty()) return List.of();
        return read(objects, chunk.columns())
                .orElseThrow(() -> new IllegalStateException(chunk.columns() + " is gone"));
    }

    private static String hint(OutputFile file) {
        return file.folder() + "columns";
    }

    private static Optional<List<String>> read(ObjectStore objects, String key) {
        return objects.read(key, null, 0).map(in -> {
            try (in) {
                return JSON.readValue(in, new TypeReference<List<String>>() {});
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] json(List<String> names) {
        try {
            return JSON.writeValueAsBytes(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

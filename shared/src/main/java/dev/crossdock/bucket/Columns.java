package dev.crossdock.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a table that the job does not name: all fields of the first records that the first chunk writes at once, in the
 * order in which they come. Decided once for all chunks, by an object that is only ever created, so that the file is the same
 * however many workers write it; the others wait for the first chunk, or, when its first records give nothing, decide themselves.
 */
final class Columns {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ObjectStore objects;
    private final String decided;
    private final String open;

    Columns(ObjectStore objects, OutputFile file) {
        this.objects = objects;
        this.decided = ".runs/" + file.run() + "/columns.json";
        this.open = ".runs/" + file.run() + "/columns.open";
    }

    Optional<List<String>> known() {
        return objects.read(decided, null, 0).map(in -> {
            try (in) {
                return JSON.readValue(in, new TypeReference<List<String>>() {});
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** @throws WorldException when the first chunk has not said them yet: come again soon */
    List<String> of(int chunk, Batch first) {
        var known = known();
        if (known.isPresent()) return known.get();
        if (chunk > 0 && objects.head(open).isEmpty()) {
            throw new WorldException("the first chunk has not said the columns yet", SOON, null);
        }
        objects.create(decided, json(fields(first)), "application/json");
        return known().orElseThrow();
    }

    /** The first chunk's first records gave nothing to write. */
    void leaveOpen() {
        objects.create(open, new byte[0], "text/plain");
    }

    private static List<String> fields(Batch batch) {
        var fields = new LinkedHashSet<String>();
        for (var record : batch.records()) {
            if (record.value() instanceof Map<?, ?> map) map.keySet().forEach(key -> fields.add(String.valueOf(key)));
        }
        return new ArrayList<>(fields);
    }

    private static byte[] json(List<String> columns) {
        try {
            return JSON.writeValueAsBytes(columns);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

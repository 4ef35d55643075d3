package dev.crossdock.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list of a run's files, {@code .runs/<run>/outputs.ndjson}, one line for each: {@code {"file": "bucket/name", "records": n,
 * "bytes": n}}. It is there when all of them are.
 */
final class Manifest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/x-ndjson";

    private final ObjectStore objects;
    private final String key;
    private final String arranged;
    private final String noted;

    Manifest(ObjectStore objects, String run) {
        this.objects = objects;
        this.key = ".runs/" + run + "/outputs.ndjson";
        this.arranged = ".runs/" + run + "/out/arranged.ndjson";
        this.noted = ".runs/" + run + "/out/arranging.json";
    }

    /** @param bytes before packing */
    private record Line(String file, long records, long bytes) {}

    String key() {
        return key;
    }

    /** Whether all files are there. */
    boolean complete() {
        return objects.head(key).isPresent();
    }

    void complete(String bucket, List<Output> outputs) {
        objects.write(
                key,
                lines(outputs.stream()
                        .map(output -> new Line(bucket + "/" + output.name(), output.records(), output.bytes()))
                        .toList()),
                TYPE);
    }

    /** Keys of the first files; empty when they are not all there yet. */
    List<String> files(int most) {
        var files = read(key, Line.class).orElse(List.of());
        return files.stream().limit(most).map(Line::file).toList();
    }

    /** What the files will be made of, once that is decided. */
    Optional<List<Output>> arranged() {
        return read(arranged, Output.class);
    }

    void arranged(List<Output> outputs) {
        objects.write(arranged, lines(outputs), TYPE);
    }

    /** How far the arranging has come; empty = not begun. */
    Optional<ArrangedSoFar> note() {
        return read(noted, ArrangedSoFar.class).map(lines -> lines.get(0));
    }

    void note(ArrangedSoFar sofar) {
        objects.write(noted, lines(List.of(sofar)), TYPE);
    }

    private <T> Optional<List<T>> read(String from, Class<T> type) {
        return objects.read(from, null, 0).map(in -> {
            try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                var all = new ArrayList<T>();
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    all.add(JSON.readValue(line, type));
                }
                return all;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] lines(List<?> values) {
        var out = new ByteArrayOutputStream();
        try {
            for (var value : values) {
                out.writeBytes(JSON.writeValueAsBytes(value));
                out.write('\n');
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }
}

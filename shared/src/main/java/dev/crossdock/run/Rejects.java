package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.regex.Pattern;

/**
 * The records that a run refused, in the order of the input. Each batch's are one object, named by chunk and batch: written
 * before the batch is saved, and written again, the same, when a crash made the batch come again.
 */
public final class Rejects {
    /** What {@link dev.crossdock.bucket.FileSource} calls a file of which a chunk counts its own records. */
    private static final Pattern CHUNK = Pattern.compile(", chunk \\d+ of \\d+$");

    private final ObjectStore objects;

    public Rejects(ObjectStore objects) {
        this.objects = objects;
    }

    /**
     * One refused record; a line of NDJSON.
     *
     * @param record 1-based
     * @param byteOffset 0-based
     * @param field JSON Pointer or column name; empty when no single field is concerned
     * @param value the record as it was read, before any mapping
     */
    public record Reject(
            String file,
            long record,
            @JsonProperty("byte") long byteOffset,
            String field,
            String code,
            String message,
            String hint,
            Object value) {
        /** As if this many records had come before those that were counted. */
        Reject behind(long records) {
            return new Reject(
                    CHUNK.matcher(file).replaceFirst(""),
                    record + records,
                    byteOffset,
                    field,
                    code,
                    message,
                    hint,
                    value);
        }

        static Reject of(Record record, Problem problem) {
            var origin = record.origin();
            return new Reject(
                    origin.file(),
                    origin.record(),
                    origin.byteOffset(),
                    problem.field(),
                    problem.code(),
                    problem.message(),
                    problem.hint(),
                    record.value());
        }
    }

    /**
     * Hands over each reject's NDJSON line, in the order of the input, one object's lines in memory at a time.
     *
     * @param recordsBefore of a chunk's number: how many to add to the numbers that its records have; see
     *     {@link Runs#recordsBefore}
     */
    public void lines(String run, IntToLongFunction recordsBefore, Consumer<String> line) {
        var after = "";
        while (true) {
            var page = objects.list(partPrefix(run), after, 1000);
            for (var part : page.items()) {
                after = part.key();
                var content = objects.read(part.key(), null, 0);
                if (content.isEmpty()) continue;
                long before = recordsBefore.applyAsLong(chunkOf(part.key()));
                try (var reader = new BufferedReader(new InputStreamReader(content.get(), StandardCharsets.UTF_8))) {
                    for (var next = reader.readLine(); next != null; next = reader.readLine())
                        line.accept(before == 0 ? next : Json.write(parse(next).behind(before)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            if (page.next().isEmpty()) return;
        }
    }

    /** The first so many, in the order of the input. @param recordsBefore as {@link #lines} takes it */
    public List<Reject> first(String run, int most, IntToLongFunction recordsBefore) {
        var found = new java.util.ArrayList<Reject>();
        for (var part : objects.list(partPrefix(run), "", most).items()) {
            long before = recordsBefore.applyAsLong(chunkOf(part.key()));
            try (var reader = new BufferedReader(new InputStreamReader(
                    objects.read(part.key(), null, 0).orElse(java.io.InputStream.nullInputStream()),
                    StandardCharsets.UTF_8))) {
                for (var line = reader.readLine(); line != null && found.size() < most; line = reader.readLine())
                    found.add(before == 0 ? parse(line) : parse(line).behind(before));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (found.size() == most) break;
        }
        return found;
    }

    public static Reject parse(String line) {
        return Json.read(line, Reject.class);
    }

    static byte[] lines(List<Reject> rejects) {
        var text = new StringBuilder();
        for (var reject : rejects) text.append(Json.write(reject)).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String partKey(String run, int chunk, long seq) {
        return partPrefix(run) + "%06d-%08d.ndjson".formatted(chunk, seq);
    }

    private static int chunkOf(String key) {
        var name = key.substring(key.lastIndexOf('/') + 1);
        return Integer.parseInt(name.substring(0, name.indexOf('-')));
    }

    private static String partPrefix(String run) {
        return ".runs/" + run + "/rejects/";
    }
}

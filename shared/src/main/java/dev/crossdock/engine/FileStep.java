package dev.crossdock.engine;

import dev.crossdock.bucket.FileName;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Template.Act;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Writes and reads files of buckets. A file that is written is a drop like any other. */
final class FileStep {
    private final Taking taking;
    private final ObjectStore objects;

    FileStep(Taking taking) {
        this.taking = taking;
        this.objects = taking.visit.reach.objects();
    }

    Passed write(Act.WriteFile write) {
        taking.bucket(write.bucket());
        var name = taking.text(write.file());
        FileName.check(write.bucket(), name).ifPresent(problem -> {
            throw new Refused(problem);
        });
        var key = write.bucket() + "/" + name;
        var data = write.data().isPresent()
                ? Taking.plain(taking.evaluate(write.data().get()))
                : taking.scope.input;
        var content = (data instanceof String text ? text : Json.write(data)).getBytes(StandardCharsets.UTF_8);
        if (content.length > Bounds.RESULT) {
            return taking.failed(Problem.of(
                    "execution.too-large",
                    "the file would have %,d bytes; a step writes at most %,d."
                            .formatted(content.length, Bounds.RESULT),
                    "Write large files by a job."));
        }
        var type = write.contentType().orElse(data instanceof String ? "text/plain" : "application/json");
        // Written a second time it would be a second drop: who comes back looks first.
        boolean again = taking.before().isPresent();
        taking.begin(Optional.empty());
        var there = again
                ? objects.head(key).filter(stored -> same(stored, content))
                : Optional.<ObjectStore.Stored>empty();
        var stored = there.orElseGet(() -> objects.write(key, content, type));
        var told = new LinkedHashMap<String, Object>();
        told.put("bucket", write.bucket());
        told.put("name", name);
        told.put("size", stored.sizeBytes());
        told.put("etag", stored.etag());
        return Passed.Done.of(told);
    }

    private boolean same(ObjectStore.Stored stored, byte[] content) {
        return stored.sizeBytes() == content.length
                && bytes(stored.key(), stored.etag())
                        .filter(there -> Arrays.equals(there, content))
                        .isPresent();
    }

    Passed read(Act.ReadFile read) {
        taking.bucket(read.bucket());
        var name = taking.text(read.file());
        var key = read.bucket() + "/" + name;
        var stored = objects.head(key);
        if (stored.filter(file -> file.sizeBytes() > Bounds.RESULT).isPresent()) {
            return taking.failed(Problem.of(
                    "execution.too-large",
                    "%s has %,d bytes; a step reads at most %,d."
                            .formatted(key, stored.get().sizeBytes(), Bounds.RESULT),
                    "Read large files by a job."));
        }
        var content = stored.flatMap(file -> bytes(key, null));
        if (content.isEmpty()) {
            if (taking.step.on404().isPresent())
                return Passed.Done.of(taking.step.on404().get().value());
            return taking.failed(Problem.of(
                    "file.unknown",
                    "there is no file " + key + ".",
                    "Write on404 if that may be, or retry if it comes later."));
        }
        var text = new String(content.get(), StandardCharsets.UTF_8);
        return Passed.Done.of(read.text() ? text : Answer.json(text).orElse(text));
    }

    private Optional<byte[]> bytes(String key, String etag) {
        var content = objects.read(key, etag, 0);
        if (content.isEmpty()) return Optional.empty();
        try (var in = content.get()) {
            return Optional.of(in.readNBytes(Bounds.RESULT + 1));
        } catch (IOException e) {
            throw new WorldException("reading " + key + ": " + e.getMessage(), e);
        }
    }
}

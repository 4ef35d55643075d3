package dev.crossdock.functions.uploadtoazure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The moment at which a run's blocks become the blob, once. What the blob was before is noted first, and every attempt asks that
 * it still be so: a repeated finish, or one that comes too late, changes nothing of what came after.
 */
final class BlobCommit {
    private static final Logger LOG = LoggerFactory.getLogger(BlobCommit.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AzureContainer container;
    private final BlobTarget target;
    private final ObjectStore objects;
    private final String run;

    BlobCommit(AzureContainer container, BlobTarget target, ObjectStore objects, String run) {
        this.container = container;
        this.target = target;
        this.objects = objects;
        this.run = run;
    }

    /** @param before the blob as it was @param done whether the run's own is there, or was */
    private record Note(AzureContainer.Seen before, boolean done) {}

    boolean done() {
        return note().filter(Note::done).isPresent();
    }

    /**
     * @param ids of the blocks, in their order
     * @param md5 of the whole, where it is known
     * @throws Refused {@code azure.taken}, {@code azure.replaced}
     */
    void once(Supplier<List<String>> ids, Supplier<Optional<byte[]>> md5) {
        var seen = container.look(target.name());
        var before = note().map(Note::before).orElse(null);
        if (before == null) {
            objects.create(key(), json(new Note(seen, false)), "application/json");
            before = note().orElseThrow().before();
        }
        if (!seen.run().equals(run)) commit(ids.get(), md5.get(), before);
        objects.write(key(), json(new Note(before, true)), "application/json");
    }

    private void commit(List<String> ids, Optional<byte[]> md5, AzureContainer.Seen before) {
        var committed = container.commit(target, run, ids, md5, before);
        if (committed == AzureContainer.Committed.DONE) {
            LOG.info("blob.committed run={} blob=\"{}\" blocks={}", run, target.name(), ids.size());
            return;
        }
        // An answer that was lost: another worker of this run was quicker.
        if (container.look(target.name()).run().equals(run)) return;
        if (committed == AzureContainer.Committed.TAKEN && target.onlyNew()) throw taken();
        throw new Refused(Problem.of(
                        "azure.replaced",
                        "somebody else wrote the blob \"" + target.name()
                                + "\" while this run was about to complete it, and with it the blocks of this run are gone.",
                        "Let one job write a blob, and drop the file again if it is to be the last.")
                .at(target.place()));
    }

    /** Asked before anybody works in vain, and again when it counts. @throws Refused {@code azure.taken} */
    void checkFree() {
        if (!target.onlyNew()) return;
        var seen = container.look(target.name());
        if (!seen.etag().isEmpty() && !seen.run().equals(run)) throw taken();
    }

    private Refused taken() {
        return new Refused(Problem.of(
                        "azure.taken",
                        "there is a blob \"" + target.name() + "\" already, and the job says ifExists: fail.",
                        "Take it away or choose another name, and drop the file again.")
                .at(target.place()));
    }

    private String key() {
        return ".runs/" + run + "/azure.json";
    }

    private Optional<Note> note() {
        return objects.read(key(), null, 0).map(in -> {
            try (in) {
                return JSON.readValue(in, Note.class);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static byte[] json(Note note) {
        try {
            return JSON.writeValueAsBytes(note);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.crossdock.run;

import dev.crossdock.definition.Bucket;
import dev.crossdock.definition.From;
import dev.crossdock.definition.Glob;
import dev.crossdock.event.S3Drop;
import dev.crossdock.flow.FileRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the arrival of a file starts: one run of every job whose bucket and pattern fit. Thread-safe. */
public final class Drops {
    private final Starter starter;
    private final DefinitionStore definitions;

    public Drops(Starter starter, DefinitionStore definitions) {
        this.starter = starter;
        this.definitions = definitions;
    }

    /** @return the runs that stand for this drop, new or begun by an earlier delivery of its event; empty when no job wants it */
    public List<Run> arrived(S3Drop drop) {
        var slash = drop.key().indexOf('/');
        if (slash <= 0) return List.of();
        var file = new FileRef(
                drop.key().substring(0, slash), drop.key().substring(slash + 1), drop.sizeBytes(), drop.etag());
        return definitions.project().jobs().values().stream()
                .filter(job -> job.from() instanceof From.BucketFiles files
                        && files.bucket().equals(file.bucket())
                        && matches(files, file.name()))
                .map(job -> starter.start(
                        job.name(),
                        RunKey.ofDrop(job.name(), file.path(), file.etag(), drop.sequencer()),
                        Optional.of(file),
                        Map.of(),
                        Starter.order(drop.time(), drop.sequencer().toString(16))))
                .toList();
    }

    static boolean matches(From.BucketFiles files, String name) {
        return !Bucket.reserved(name) && Glob.of(files.files()).matches(name);
    }
}

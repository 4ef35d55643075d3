package dev.crossdock.functions.controlapi.console;

import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.definition.Job;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Options;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.webhook.Deliveries;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The first records of what is there, as JSON, for a mapping to be tried on. Thread-safe. */
@Singleton
class Samples {
    private static final int RECORDS = 3;

    private final DefinitionStore definitions;
    private final RecordStore store;
    private final ObjectStore objects;
    private final Deliveries deliveries;

    Samples(DefinitionStore definitions, RecordStore store, ObjectStore objects, Deliveries deliveries) {
        this.definitions = definitions;
        this.store = store;
        this.objects = objects;
        this.deliveries = deliveries;
    }

    String ofCollection(String name) {
        definitions.collection(name);
        return list(store.page(name, RecordStore.Filter.ALL, "", RECORDS).items().stream()
                .map(record -> RecordText.read(record.data())));
    }

    /**
     * As the job would read it.
     *
     * @param path bucket and name
     * @param job empty = as its name and its first bytes say
     * @throws Refused when it is not there, or is no file of records
     */
    String ofFile(String path, Optional<Job> job) {
        var slash = path.indexOf('/');
        var bucket = slash < 0 ? path : path.substring(0, slash);
        definitions.bucket(bucket);
        var stored = objects.head(path)
                .orElseThrow(() -> new Refused(
                        Problem.of("file.unknown", "there is no file " + path + ".", "See the bucket's files.")));
        var file = new FileRef(bucket, path.substring(slash + 1), stored.sizeBytes(), stored.etag());
        var from = job.map(Job::from).filter(From.BucketFiles.class::isInstance).map(From.BucketFiles.class::cast);
        var source = new FileSource(
                        objects, file, from.map(From.BucketFiles::format).orElse(Options.NONE))
                .grouped(from.map(From.BucketFiles::group).orElse(List.of()))
                .whole();
        try (var cursor = source.open(source.plan().get(0), Checkpoint.START)) {
            return list(cursor.next().map(Batch::records).orElse(List.of()).stream()
                    .filter(record -> record.unreadable().isEmpty())
                    .limit(RECORDS)
                    .map(dev.crossdock.flow.Record::value));
        }
    }

    String ofDelivery(String id) {
        var delivery = deliveries.get(id);
        if (delivery.content().base64().isPresent()) return "null";
        return Pretty.json(new String(deliveries.body(delivery), StandardCharsets.UTF_8));
    }

    private static String list(Stream<?> records) {
        return records.map(Pretty::tree).collect(Collectors.joining(",\n", "[", "]"));
    }
}

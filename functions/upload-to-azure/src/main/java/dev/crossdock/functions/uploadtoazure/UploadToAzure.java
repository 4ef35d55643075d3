package dev.crossdock.functions.uploadtoazure;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.FileBlocks;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.OutputFile;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Work;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Http;
import dev.crossdock.web.SecretValues;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/** 1.4 Files of a bucket become blobs of Azure: as they are, or record by record. */
@ApplicationScoped
public class UploadToAzure implements JobFunction {
    private final ObjectStore objects;
    private final JobRunner runner;
    private final AzureClients clients;
    private final Staging staging;
    private final Sizes sizes;
    private final Clock clock;

    @Inject
    UploadToAzure(ObjectStore objects, JobRunner runner, Http http, SecretValues secrets, Guarded guarded) {
        this(
                objects,
                runner,
                clients(http, secrets, guarded),
                Staging.threads(),
                Sizes.USUAL,
                guarded.pace().clock());
    }

    /** One that stages by the hands of {@code guarded}'s pace, and not by threads of its own. */
    public static UploadToAzure paced(
            ObjectStore objects, JobRunner runner, Http http, SecretValues secrets, Guarded guarded) {
        var pace = guarded.pace();
        return new UploadToAzure(
                objects, runner, clients(http, secrets, guarded), new Staging(pace.hands()), Sizes.USUAL, pace.clock());
    }

    private static AzureClients clients(Http http, SecretValues secrets, Guarded guarded) {
        var identity = new ManagedIdentity(
                http,
                name -> Optional.ofNullable(System.getenv(name)),
                guarded.pace().clock());
        return new AzureClients(http, secrets, identity, guarded);
    }

    UploadToAzure(
            ObjectStore objects, JobRunner runner, AzureClients clients, Staging staging, Sizes sizes, Clock clock) {
        this.objects = objects;
        this.runner = runner;
        this.clients = clients;
        this.staging = staging;
        this.sizes = sizes;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "upload-to-azure";
    }

    @Override
    public Source source(Work work) {
        var from = (From.BucketFiles) work.job().from();
        if (Conversion.needed(work.job(), work.file(), BlobTarget.of(work).name())) {
            return new FileSource(objects, work.file(), from.format());
        }
        return new FileBlocks(
                objects,
                work.file(),
                sizes.block(work.file(), BlobTarget.place(work)),
                sizes.blocksPerChunk(),
                Staging.AT_ONCE);
    }

    @Override
    public Sink sink(Work work) {
        var to = (To.AzureBlob) work.job().to();
        var target = BlobTarget.of(work);
        var container = container(work, to.connection(), target.place());
        var run = work.run().id();
        if (!Conversion.needed(work.job(), work.file(), target.name())) {
            return new BytesSink(container, target, objects, work.file(), run, staging);
        }
        var file = OutputFile.elsewhere(run, target.name(), to.format());
        return new RecordsSink(container, target, objects, file, run, staging, sizes.blockBytes());
    }

    private AzureContainer container(Work work, String name, String place) {
        var connection = work.connection(name);
        if (connection.files().isPresent() && connection.files().get() instanceof Connection.Azure at) {
            return clients.open(connection, at, place);
        }
        throw new Refused(Problem.of(
                        "azure.connection",
                        "connection \"" + name + "\" is no container of Azure.",
                        "Name one with \"azure\".")
                .at(place));
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("upload-to-azure")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }

    /**
     * How a file is cut.
     *
     * @param blockBytes of a block; more where the file has more than {@value #MOST_BLOCKS} of them
     * @param blocksPerChunk so many are one worker's
     */
    record Sizes(int blockBytes, int blocksPerChunk) {
        /** Azure's limit for a blob. */
        private static final int MOST_BLOCKS = 50_000;

        private static final int MEGA = 1 << 20;
        /** Times the blocks at once it must fit into memory. */
        private static final long LARGEST_BLOCK = 16 * MEGA;

        /** 64 MB are a few seconds on a good line and a minute on a poor one. */
        static final Sizes USUAL = new Sizes(4 * MEGA, 16);

        int block(FileRef file, String place) {
            long least = (file.sizeBytes() + MOST_BLOCKS - 1) / MOST_BLOCKS;
            if (least <= blockBytes) return blockBytes;
            if (least <= LARGEST_BLOCK) return (int) ((least + MEGA - 1) / MEGA * MEGA);
            throw new Refused(Problem.of(
                            "azure.too-large",
                            "the file has %,d bytes; up to %,d are uploaded."
                                    .formatted(file.sizeBytes(), MOST_BLOCKS * LARGEST_BLOCK),
                            "Split it before it is dropped.")
                    .at(place));
        }
    }
}

package dev.crossdock.functions.pullfiles;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Work;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Pace;
import dev.crossdock.web.SecretValues;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;

/** 1.1 Files of an SFTP server, or of a folder, are dropped into a bucket, unread. */
@ApplicationScoped
public class PullFiles implements JobFunction {
    private final Ledger ledger;
    private final ObjectStore objects;
    private final JobRunner runner;
    private final Pace pace;
    private final RemoteFolders remote;
    private final Guarded guarded;

    @Inject
    PullFiles(Ledger ledger, ObjectStore objects, SecretValues secrets, JobRunner runner, Clock clock) {
        this(ledger, objects, secrets, runner, Pace.real(clock));
    }

    PullFiles(Ledger ledger, ObjectStore objects, SecretValues secrets, JobRunner runner, Pace pace) {
        this(ledger, objects, runner, pace, (work, from) -> open(work, from, secrets));
    }

    /** @param remote opens what a connection names */
    public PullFiles(Ledger ledger, ObjectStore objects, JobRunner runner, Pace pace, RemoteFolders remote) {
        this.ledger = ledger;
        this.objects = objects;
        this.runner = runner;
        this.pace = pace;
        this.remote = remote;
        this.guarded = new Guarded(ledger, pace);
    }

    /** Other systems' folders. */
    @FunctionalInterface
    public interface RemoteFolders {
        /** @throws Refused when the connection names no files */
        RemoteFolder open(Work work, From.RemoteFiles from);
    }

    @Override
    public String type() {
        return "pull-files";
    }

    @Override
    public Source source(Work work) {
        var from = (From.RemoteFiles) work.job().from();
        return new RemoteFiles(
                () -> opened(work, from),
                from,
                pulled(work),
                objects,
                work.run().id(),
                pace);
    }

    @Override
    public Sink sink(Work work) {
        var from = (From.RemoteFiles) work.job().from();
        var to = (To.BucketFile) work.job().to();
        return new FilesIntoBucket(
                () -> opened(work, from),
                from,
                pulled(work),
                objects,
                to.bucket(),
                work.run().id());
    }

    /** @throws dev.crossdock.flow.WorldException also when nobody is to knock there now */
    private RemoteFolder opened(Work work, From.RemoteFiles from) {
        return guarded.call(work.connection(from.connection()), () -> remote.open(work, from));
    }

    private Pulled pulled(Work work) {
        return new Pulled(ledger, work.job().name());
    }

    private static RemoteFolder open(Work work, From.RemoteFiles from, SecretValues secrets) {
        var place = work.connection(from.connection()).files();
        if (place.isPresent() && place.get() instanceof Connection.Sftp sftp) {
            var allow = work.definitions().project().allow();
            return SftpFolder.open(from.connection(), sftp, secrets, allow);
        }
        if (place.isPresent() && place.get() instanceof Connection.Folder folder) {
            return new DiskFolder(Path.of(folder.path()));
        }
        throw new Refused(Problem.of(
                        "connection.no-files",
                        "connection \"" + from.connection() + "\" holds no files.",
                        "Name one with \"sftp\" or \"folder\".")
                .at("job " + work.job().name()));
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("pull-files")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(pace.clock()));
    }
}

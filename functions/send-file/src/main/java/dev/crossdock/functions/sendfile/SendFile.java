package dev.crossdock.functions.sendfile;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Work;
import dev.crossdock.web.Sender;
import dev.crossdock.web.WebserviceSink;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 1.3 Records of a file are sent to a webservice, one by one or in batches. */
@ApplicationScoped
public class SendFile implements JobFunction {
    private final Sender sender;
    private final ObjectStore objects;
    private final JobRunner runner;
    private final Clock clock;

    public SendFile(Sender sender, ObjectStore objects, JobRunner runner, Clock clock) {
        this.sender = sender;
        this.objects = objects;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "send-file";
    }

    @Override
    public Source source(Work work) {
        var from = (From.BucketFiles) work.job().from();
        // One chunk: its records are sent in their order, and the connection's limits are those of one worker.
        return new FileSource(objects, work.file(), from.format())
                .grouped(from.group())
                .whole();
    }

    @Override
    public Sink sink(Work work) {
        var to = (To.WebserviceTarget) work.job().to();
        return new WebserviceSink(
                sender, objects, work, work.connection(to.connection()), WebserviceSink.Naming.BY_NUMBER);
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("send-file")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

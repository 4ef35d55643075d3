package dev.crossdock.functions.transformfile;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.Splitting;
import dev.crossdock.definition.From;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Work;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 1.2 Files of a bucket become other files of a bucket. */
@ApplicationScoped
public class TransformFile implements JobFunction {
    private final ObjectStore objects;
    private final JobRunner runner;
    private final Clock clock;

    public TransformFile(ObjectStore objects, JobRunner runner, Clock clock) {
        this.objects = objects;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "transform-file";
    }

    @Override
    public Source source(Work work) {
        var from = (From.BucketFiles) work.job().from();
        return new FileSource(
                        objects,
                        work.file(),
                        from.format(),
                        Splitting.deployed().probed())
                .grouped(from.group());
    }

    @Override
    public Sink sink(Work work) {
        return work.files(objects);
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("transform-file")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

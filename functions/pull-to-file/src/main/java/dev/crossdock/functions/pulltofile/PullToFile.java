package dev.crossdock.functions.pulltofile;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Work;
import dev.crossdock.web.Sender;
import dev.crossdock.web.WebserviceSource;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 1.6 All pages of a webservice's answer become one file of a bucket. */
@ApplicationScoped
public class PullToFile implements JobFunction {
    private final Sender sender;
    private final Ledger ledger;
    private final ObjectStore objects;
    private final JobRunner runner;
    private final Clock clock;

    public PullToFile(Sender sender, Ledger ledger, ObjectStore objects, JobRunner runner, Clock clock) {
        this.sender = sender;
        this.ledger = ledger;
        this.objects = objects;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "pull-to-file";
    }

    @Override
    public Source source(Work work) {
        var from = (From.WebserviceRecords) work.job().from();
        return new WebserviceSource(sender, ledger, objects, work, work.connection(from.connection()));
    }

    @Override
    public Sink sink(Work work) {
        return work.files(objects);
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("pull-to-file")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

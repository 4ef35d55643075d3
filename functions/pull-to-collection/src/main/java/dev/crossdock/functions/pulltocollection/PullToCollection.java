package dev.crossdock.functions.pulltocollection;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.CollectionSink;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Work;
import dev.crossdock.web.Sender;
import dev.crossdock.web.WebserviceSource;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 1.7 All pages of a webservice's answer become records of a collection. */
@ApplicationScoped
public class PullToCollection implements JobFunction {
    private final Sender sender;
    private final Ledger ledger;
    private final ObjectStore objects;
    private final RecordStore records;
    private final JobRunner runner;
    private final Clock clock;

    public PullToCollection(
            Sender sender, Ledger ledger, ObjectStore objects, RecordStore records, JobRunner runner, Clock clock) {
        this.sender = sender;
        this.ledger = ledger;
        this.objects = objects;
        this.records = records;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "pull-to-collection";
    }

    @Override
    public Source source(Work work) {
        var from = (From.WebserviceRecords) work.job().from();
        return new WebserviceSource(sender, ledger, objects, work, work.connection(from.connection()));
    }

    @Override
    public Sink sink(Work work) {
        var to = (To.CollectionTarget) work.job().to();
        var stamp = new RecordStore.WrittenBy(
                work.run().id(), work.run().job(), work.run().order(), "", 0);
        return new CollectionSink(records, () -> work.collection(to.collection()), to.invalid(), stamp, clock)
                .merging(to.merge());
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("pull-to-collection")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

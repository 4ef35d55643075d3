package dev.crossdock.functions.exporttowebservice;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.Changes;
import dev.crossdock.graph.CollectionSource;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Work;
import dev.crossdock.web.Sender;
import dev.crossdock.web.WebserviceSink;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** 1.9 Records of a collection are sent to a webservice. */
@ApplicationScoped
public class ExportToWebservice implements JobFunction {
    private final Sender sender;
    private final RecordStore records;
    private final Ledger ledger;
    private final ObjectStore objects;
    private final JobRunner runner;
    private final Clock clock;

    public ExportToWebservice(
            Sender sender, RecordStore records, Ledger ledger, ObjectStore objects, JobRunner runner, Clock clock) {
        this.sender = sender;
        this.records = records;
        this.ledger = ledger;
        this.objects = objects;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "export-to-webservice";
    }

    @Override
    public Source source(Work work) {
        var from = (From.CollectionRecords) work.job().from();
        work.collection(from.collection());
        // One chunk, in the order of the keys: batches are full, and the connection's limits are those of one worker.
        var inOrder = new From.CollectionRecords(from.collection(), from.records(), from.where(), true);
        return new CollectionSource(
                records,
                inOrder,
                work.variables(),
                "job " + work.job().name() + ", from",
                Optional.of(new Changes(ledger, objects, work)),
                false);
    }

    @Override
    public Sink sink(Work work) {
        var to = (To.WebserviceTarget) work.job().to();
        return new WebserviceSink(
                sender, objects, work, work.connection(to.connection()), WebserviceSink.Naming.BY_CONTENT);
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("export-to-webservice")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

package dev.crossdock.functions.exporttofile;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.Changes;
import dev.crossdock.graph.CollectionSource;
import dev.crossdock.graph.ErrorRows;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Work;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** 1.8 Records of a collection become one file of a bucket. */
@ApplicationScoped
public class ExportToFile implements JobFunction {
    private final RecordStore records;
    private final Ledger ledger;
    private final ObjectStore objects;
    private final JobRunner runner;
    private final Clock clock;

    public ExportToFile(RecordStore records, Ledger ledger, ObjectStore objects, JobRunner runner, Clock clock) {
        this.records = records;
        this.ledger = ledger;
        this.objects = objects;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "export-to-file";
    }

    @Override
    public Source source(Work work) {
        var from = (From.CollectionRecords) work.job().from();
        work.collection(from.collection());
        return new CollectionSource(
                records,
                from,
                work.variables(),
                "job " + work.job().name() + ", from",
                Optional.of(new Changes(ledger, objects, work)),
                perError(work));
    }

    @Override
    public Sink sink(Work work) {
        return work.files(objects, invalid(work));
    }

    @Override
    public Optional<Mapping> unmapped(Work work) {
        return perError(work) ? Optional.of(new ErrorRows()) : Optional.empty();
    }

    /** What is wrong is read by people. */
    private static boolean invalid(Work work) {
        return ((From.CollectionRecords) work.job().from()).records().equals("invalid");
    }

    /** Whether a table gets a row for each error, rather than a row for each record. */
    private static boolean perError(Work work) {
        return invalid(work) && work.job().map().isEmpty() && work.output().table();
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("export-to-file")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

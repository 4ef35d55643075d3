package dev.crossdock.functions.revalidate;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.definition.From;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.CollectionRules;
import dev.crossdock.graph.CollectionSource;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RevalidateSink;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Work;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 2.3 Records of a collection are brought in line with its definition, when that has changed. */
@ApplicationScoped
public class Revalidate implements JobFunction {
    private final RecordStore records;
    private final JobRunner runner;
    private final Clock clock;

    public Revalidate(RecordStore records, JobRunner runner, Clock clock) {
        this.records = records;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "revalidate";
    }

    @Override
    public Source source(Work work) {
        var from = (From.CollectionRecords) work.job().from();
        return new CollectionSource(
                records, from, work.variables(), "job " + work.job().name() + ", from");
    }

    @Override
    public Sink sink(Work work) {
        // The run was started by a definition that this worker may not have seen yet.
        work.definitions().forget();
        var from = (From.CollectionRecords) work.job().from();
        return new RevalidateSink(records, new CollectionRules(work.collection(from.collection())), clock);
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("revalidate")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

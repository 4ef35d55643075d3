package dev.crossdock.functions.importfile;

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
import dev.crossdock.graph.CollectionRules;
import dev.crossdock.graph.CollectionSink;
import dev.crossdock.graph.FullFeed;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Work;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 1.5 Files of a bucket become records of a collection. */
@ApplicationScoped
public class ImportFile implements JobFunction {
    private final ObjectStore objects;
    private final RecordStore records;
    private final JobRunner runner;
    private final Clock clock;

    public ImportFile(ObjectStore objects, RecordStore records, JobRunner runner, Clock clock) {
        this.objects = objects;
        this.records = records;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "import-file";
    }

    @Override
    public Source source(Work work) {
        var from = (From.BucketFiles) work.job().from();
        var source = new FileSource(objects, work.file(), from.format()).grouped(from.group());
        // Of several records with one key each is merged into what the ones before have made.
        return work.job().to() instanceof To.CollectionTarget to && to.merge() ? source.whole() : source;
    }

    @Override
    public Sink sink(Work work) {
        var to = (To.CollectionTarget) work.job().to();
        var stamp = new RecordStore.WrittenBy(
                work.run().id(), work.run().job(), work.run().order(), "", 0);
        var rules = new CollectionRules(work.collection(to.collection()));
        var sink = new CollectionSink(records, () -> work.collection(to.collection()), to.invalid(), stamp, clock)
                .merging(to.merge());
        return work.job()
                .feed()
                .<Sink>map(feed -> new FullFeed(sink, records, objects, rules, feed, stamp))
                .orElse(sink);
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }

    @Funq("import-file")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

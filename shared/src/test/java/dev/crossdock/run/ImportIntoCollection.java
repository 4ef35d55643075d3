package dev.crossdock.run;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.House;
import dev.crossdock.bucket.FileSource;
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

/** The import of the functions floor, over a house, with chunks as small as a test wants them. */
final class ImportIntoCollection implements JobFunction {
    private final House house;
    private final JobRunner runner;
    private final long chunkBytes;

    ImportIntoCollection(House house, long chunkBytes) {
        this.house = house;
        this.runner = house.runner();
        this.chunkBytes = chunkBytes;
    }

    @Override
    public String type() {
        return "import-file";
    }

    @Override
    public Source source(Work work) {
        var from = (From.BucketFiles) work.job().from();
        var source = new FileSource(house.objects, work.run().file().orElseThrow(), from.format(), chunkBytes)
                .grouped(from.group());
        return ((To.CollectionTarget) work.job().to()).merge() ? source.whole() : source;
    }

    @Override
    public Sink sink(Work work) {
        var to = (To.CollectionTarget) work.job().to();
        var stamp = new RecordStore.WrittenBy(
                work.run().id(), work.run().job(), work.run().order(), "", 0);
        var sink = new CollectionSink(house.records, work.collection(to.collection()), to.invalid(), stamp, house.clock)
                .merging(to.merge());
        if (work.job().feed().isEmpty()) return sink;
        var rules = new CollectionRules(work.collection(to.collection()));
        return new FullFeed(
                sink, house.records, house.objects, rules, work.job().feed().get(), stamp);
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
    }
}

package dev.crossdock.functions.recordtrigger;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.StreamFunction;
import dev.crossdock.event.Streams;
import dev.crossdock.graph.Triggers;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 2.1 A record's change becomes the calls and templates that its triggers ask for, in the order of the record's changes. */
@ApplicationScoped
public class RecordTrigger implements StreamFunction {
    private final Triggers triggers;
    private final Clock clock;

    public RecordTrigger(DefinitionStore definitions, Queue queue, ObjectStore objects, Ledger ledger, Clock clock) {
        this.triggers = new Triggers(definitions, queue, objects, ledger, clock);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "record-trigger";
    }

    @Override
    public StreamsEventResponse handle(DynamodbEvent event, Invocation invocation) {
        return Streams.each(event, triggers::changed);
    }

    @Funq("record-trigger")
    public StreamsEventResponse lambda(DynamodbEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

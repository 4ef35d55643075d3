package dev.crossdock.functions.recordtrigger;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.StreamFunction;
import dev.crossdock.event.Streams;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** A record's change becomes the calls that its triggers ask for. */
@ApplicationScoped
public class RecordTrigger implements StreamFunction {
    private static final Clock CLOCK = Clock.systemUTC();

    @Override
    public String name() {
        return "record-trigger";
    }

    @Override
    public StreamsEventResponse handle(DynamodbEvent event, Invocation invocation) {
        return Streams.each(event, change -> {});
    }

    @Funq("record-trigger")
    public StreamsEventResponse lambda(DynamodbEvent event) {
        return handle(event, Invocation.begin(CLOCK));
    }
}

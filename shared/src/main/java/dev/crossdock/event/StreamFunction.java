package dev.crossdock.event;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;

/** A function behind a table's stream. */
public interface StreamFunction extends EventFunction<DynamodbEvent, StreamsEventResponse> {
    @Override
    default Class<DynamodbEvent> input() {
        return DynamodbEvent.class;
    }
}

package dev.crossdock.event;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

/** A function behind a queue. */
public interface SqsFunction extends EventFunction<SQSEvent, SQSBatchResponse> {
    @Override
    default Class<SQSEvent> input() {
        return SQSEvent.class;
    }
}

package dev.crossdock.event;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.Optional;

/** A function behind a queue. */
public interface SqsFunction extends EventFunction<SQSEvent, SQSBatchResponse> {
    @Override
    default Class<SQSEvent> input() {
        return SQSEvent.class;
    }

    /** The body of a message that asks for nothing; see {@link #idle}. */
    default Optional<String> idleMessage() {
        return Optional.empty();
    }

    @Override
    default Optional<SQSEvent> idle() {
        return idleMessage().map(body -> Sqs.event(name(), body));
    }
}

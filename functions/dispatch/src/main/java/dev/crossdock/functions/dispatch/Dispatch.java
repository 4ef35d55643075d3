package dev.crossdock.functions.dispatch;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** What arrived becomes runs: a drop, a clock's tick. */
@ApplicationScoped
public class Dispatch implements SqsFunction {
    private static final Clock CLOCK = Clock.systemUTC();

    @Override
    public String name() {
        return "dispatch";
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> {});
    }

    @Funq("dispatch")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(CLOCK));
    }
}

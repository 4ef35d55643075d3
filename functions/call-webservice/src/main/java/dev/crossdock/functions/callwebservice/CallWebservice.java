package dev.crossdock.functions.callwebservice;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 2.1 One change becomes one call of a webservice. */
@ApplicationScoped
public class CallWebservice implements SqsFunction {
    private static final Clock CLOCK = Clock.systemUTC();

    @Override
    public String name() {
        return "call-webservice";
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> {});
    }

    @Funq("call-webservice")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(CLOCK));
    }
}

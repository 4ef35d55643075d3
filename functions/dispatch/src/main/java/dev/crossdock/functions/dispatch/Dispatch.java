package dev.crossdock.functions.dispatch;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.S3Drop;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.run.Drops;
import dev.crossdock.run.Sweep;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** What arrived becomes runs: a drop; and the clock's tick, which looks for runs that nobody works on. */
@ApplicationScoped
public class Dispatch implements SqsFunction {
    /** What the schedule in template.yaml puts on the queue. */
    private static final String TICK = "{\"crossdock\":\"sweep\"}";

    private final Drops drops;
    private final Sweep sweep;
    private final Clock clock;

    Dispatch(Drops drops, Sweep sweep, Clock clock) {
        this.drops = drops;
        this.sweep = sweep;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dispatch";
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> {
            if (message.body().equals(TICK)) sweep.round();
            else S3Drop.parse(message.body()).forEach(drops::arrived);
        });
    }

    @Funq("dispatch")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

package dev.crossdock.functions.dispatch;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.S3Drop;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.graph.Replays;
import dev.crossdock.run.Chores;
import dev.crossdock.run.Drops;
import dev.crossdock.run.Sweep;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/**
 * What arrived becomes runs: a drop; and the clock's ticks, which start the jobs that are due, see to what else time brings, and look for
 * runs that nobody works on. Replays of triggers go on here too.
 */
@ApplicationScoped
public class Dispatch implements SqsFunction {
    /** What the schedules in template.yaml say. */
    private static final String SWEEP = "{\"crossdock\":\"sweep\"}";

    private static final String TICK = "{\"crossdock\":\"tick\"}";

    private final Drops drops;
    private final Sweep sweep;
    private final Replays replays;
    private final Chores chores;
    private final Clock clock;

    /** @param chores what a tick does */
    public Dispatch(Drops drops, Sweep sweep, Replays replays, Chores chores, Clock clock) {
        this.drops = drops;
        this.sweep = sweep;
        this.replays = replays;
        this.chores = chores;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dispatch";
    }

    /** The drop of a file that no job waits for: it lies where finished ones do. */
    @Override
    public Optional<String> idleMessage() {
        return Optional.of(
                "{\"detail-type\":\"Object Created\",\"time\":\"1970-01-01T00:00:00Z\",\"detail\":{\"bucket\":{\"name\":\"none\"},"
                        + "\"object\":{\"key\":\"idle/processed/idle\",\"size\":0,\"etag\":\"idle\",\"sequencer\":\"0\"}}}");
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> {
            if (message.body().equals(SWEEP)) sweep.round();
            else if (message.body().equals(TICK)) chores.round(invocation.deadline());
            else if (message.body().equals(Replays.MESSAGE)) replays.work(invocation.deadline());
            else S3Drop.parse(message.body()).forEach(drops::arrived);
        });
    }

    @Funq("dispatch")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }
}

package dev.crossdock.infra.lab.sim;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.event.StreamFunction;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.Ledger;
import dev.crossdock.web.Http;

/**
 * Where mistakes may be planted, to see whether the checker finds them: between a process and the world. The product has no switch for
 * any of them; {@link #NONE} is what everybody runs.
 */
interface Bugs {
    Bugs NONE = new Bugs() {};

    default Ledger ledger(Ledger world, Machine machine) {
        return world;
    }

    default ObjectStore objects(ObjectStore world, Machine machine) {
        return world;
    }

    default RecordStore records(SimRecords world, Machine machine) {
        return new UntilProcessed(world);
    }

    default Queue queue(Queue world, Machine machine) {
        return world;
    }

    default Http http(Shops world, Machine machine) {
        return world.gated();
    }

    default SQSBatchResponse handle(SqsFunction function, SQSEvent event, Invocation invocation, Machine machine) {
        return function.handle(event, invocation);
    }

    default StreamsEventResponse handle(StreamFunction function, DynamodbEvent event, Invocation invocation) {
        return function.handle(event, invocation);
    }

    /** Where the stream's mapping begins when it is made anew: false = with the oldest record that it has not seen. */
    default boolean latest() {
        return false;
    }

    /** Runs when a call of the process has been answered, and the process is still there. */
    default void answered(Machine machine) {}
}

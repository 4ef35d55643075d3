package dev.crossdock.engine;

import dev.crossdock.event.Queue;
import dev.crossdock.graph.Triggers;

/** What goes through the engine's queue so that an execution that was claimed is begun, or gone on with. */
public record ExecutionMessage(String execution) {
    /** Executions that wait for no other. */
    public static final String QUEUE = "call-engine";
    /** Those of one group begin one after the other. */
    public static final String IN_ORDER = Triggers.RUNS;

    /** Sends what is for the engine to the one of its queues. @param group empty = waits for no other, and {@code deduplication} counts for nothing */
    public static void send(Queue queue, String body, String group, String deduplication) {
        if (group.isEmpty()) queue.send(QUEUE, Queue.Message.of(body));
        else queue.send(IN_ORDER, Queue.Message.inOrder(body, group, deduplication));
    }

    public String json() {
        return Json.write(this);
    }

    public Queue.Message message() {
        return Queue.Message.of(json());
    }
}

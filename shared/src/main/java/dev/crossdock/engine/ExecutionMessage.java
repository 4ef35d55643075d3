package dev.crossdock.engine;

import dev.crossdock.event.Queue;
import dev.crossdock.graph.Triggers;

/** What goes through the engine's queue so that an execution that was claimed is begun, or gone on with. */
public record ExecutionMessage(String execution) {
    /** Executions that wait for no other. */
    public static final String QUEUE = "call-engine";
    /** Those of one group begin one after the other. */
    public static final String IN_ORDER = Triggers.RUNS;

    public String json() {
        return Json.write(this);
    }

    public Queue.Message message() {
        return Queue.Message.of(json());
    }
}

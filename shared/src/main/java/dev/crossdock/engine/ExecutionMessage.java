package dev.crossdock.engine;

import dev.crossdock.event.Queue;
import dev.crossdock.graph.RecordText;
import dev.crossdock.graph.Triggers;

/** What goes through the engine's queue so that an execution that was claimed is begun, or gone on with. */
public record ExecutionMessage(String execution) {
    public static final String QUEUE = Triggers.RUNS;

    public String json() {
        return Json.write(this);
    }

    /** In a group of its own: executions do not wait for each other. @param time of many the one, as text: the same one is dropped */
    public Queue.Message inOrder(String time) {
        var group = hash(execution);
        return Queue.Message.inOrder(json(), group, hash(execution + "#" + time));
    }

    private static String hash(String text) {
        return RecordText.hash(text, "");
    }
}

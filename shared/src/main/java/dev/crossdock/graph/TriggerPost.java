package dev.crossdock.graph;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Trigger;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Puts changes on the queues of triggers, and what is too large for a queue beside it, into the store. Thread-safe. */
final class TriggerPost {
    private final Queue queue;
    private final ObjectStore objects;

    TriggerPost(Queue queue, ObjectStore objects) {
        this.queue = queue;
        this.objects = objects;
    }

    void send(Trigger trigger, ChangeMessage message) {
        var body = message.window() == null ? packed(message, ChangeMessage.LARGEST) : message;
        queue.send(
                trigger.run().isPresent() ? Triggers.RUNS : Triggers.CALLS,
                Queue.Message.inOrder(body.json(), message.group(), message.deduplication()));
    }

    /** @param largest characters of a message that goes as it is */
    ChangeMessage packed(ChangeMessage message, int largest) {
        var body = message.json();
        if (body.length() <= largest) return message;
        // By what it says: a late writer of another merge of the same changes must not replace it.
        var key = ".runs/changes/" + RecordText.hash(body, "") + ".json";
        objects.write(key, body.getBytes(StandardCharsets.UTF_8), "application/json");
        return ChangeMessage.at(key);
    }

    ChangeMessage whole(ChangeMessage message) {
        if (message.key() == null) return message;
        var content = objects.read(message.key(), null, 0);
        if (content.isEmpty()) throw new IllegalStateException(message.key() + " is not in the store");
        try (var in = content.get()) {
            return ChangeMessage.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new WorldException("reading " + message.key() + ": " + e.getMessage(), e);
        }
    }
}

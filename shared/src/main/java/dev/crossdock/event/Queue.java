package dev.crossdock.event;

import java.time.Duration;
import java.util.List;

/**
 * Queues by their short names ({@code import-file}, {@code call-webservice.fifo}). At least once, unordered, except FIFO
 * queues (name ends in {@code .fifo}): in order per group. Thread-safe. Methods throw {@link
 * dev.crossdock.flow.WorldException} when the queue is out of reach.
 */
public interface Queue {
    /**
     * @param body text, below 256 KB
     * @param delay 0 to 15 minutes; must be zero for FIFO queues
     * @param group order is kept within it; empty for standard queues
     * @param deduplication the same one within 5 minutes is accepted and dropped; empty for standard queues
     */
    record Message(String body, Duration delay, String group, String deduplication) {
        public static Message of(String body) {
            return new Message(body, Duration.ZERO, "", "");
        }

        public static Message later(String body, Duration delay) {
            return new Message(body, delay, "", "");
        }

        public static Message inOrder(String body, String group, String deduplication) {
            return new Message(body, Duration.ZERO, group, deduplication);
        }
    }

    /**
     * @param handle for {@link #done} and {@link #release}; good until the visibility timeout has run out
     * @param receives how often the message was received, 1 at first
     */
    record Received(String id, String handle, String body, String group, int receives) {}

    /** Durable when it returns. */
    void send(String queue, Message message);

    /** @param max 1 to 10; may return fewer or none although there are more */
    List<Received> receive(String queue, int max, Duration visibility);

    void done(String queue, Received message);

    /** Makes the message visible again after a time. */
    void release(String queue, Received message, Duration after);

    /** About as many messages as the queue holds: those to be received now, later, and those that somebody has received. */
    long size(String queue);

    /** Where a queue puts what was received too often: {@code import-file-dead}, {@code call-webservice-dead.fifo}. */
    static String deadLetters(String queue) {
        return queue.endsWith(".fifo") ? queue.replaceAll("\\.fifo$", "-dead.fifo") : queue + "-dead";
    }
}

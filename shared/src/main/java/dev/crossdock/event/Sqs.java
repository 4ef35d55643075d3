package dev.crossdock.event;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.flow.WorldException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a batch of a queue's messages, and answers with exactly those that failed. */
public final class Sqs {
    private static final Logger LOG = LoggerFactory.getLogger(Sqs.class);

    private Sqs() {}

    /**
     * Handles one message after the other, in this thread. A message is done when {@code handler} returns, and comes again when
     * it throws.
     *
     * <p>From a FIFO queue, a failure holds back the later messages of its group, untried: they are answered as failed, so that
     * order is kept. Messages of other groups go on. (Stopping the whole batch would also keep order, but would raise the
     * receive counts of groups that did nothing wrong, up to their dead-letter queue.)
     */
    public static SQSBatchResponse each(SQSEvent event, Consumer<Queue.Received> handler) {
        var failures = new ArrayList<SQSBatchResponse.BatchItemFailure>();
        var heldBack = new HashSet<String>();
        for (var message : messages(event)) {
            var received = received(message);
            var queue = Objects.requireNonNullElse(message.getEventSourceArn(), "");
            if (heldBack.contains(received.group()) || !handled(received, queue, handler)) {
                failures.add(new SQSBatchResponse.BatchItemFailure(received.id()));
                if (queue.endsWith(".fifo")) heldBack.add(received.group());
            }
        }
        return new SQSBatchResponse(failures);
    }

    /** What has no id cannot be answered for, and no queue sends it: it is said and passed over. */
    private static List<SQSEvent.SQSMessage> messages(SQSEvent event) {
        var messages = new ArrayList<SQSEvent.SQSMessage>();
        if (event.getRecords() == null) return messages;
        for (var message : event.getRecords()) {
            if (message != null && message.getMessageId() != null) messages.add(message);
            else LOG.error("message.without-id");
        }
        return messages;
    }

    private static boolean handled(Queue.Received message, String queue, Consumer<Queue.Received> handler) {
        try {
            handler.accept(message);
            return true;
        } catch (WorldException e) {
            // Nothing failed: it has a time, and comes again at it.
            if (e.patient())
                LOG.debug("message.waits queue={} message={} why=\"{}\"", name(queue), message.id(), e.getMessage());
            else
                LOG.warn(
                        "message.failed queue={} message={} receives={} reason=\"{}\"",
                        name(queue),
                        message.id(),
                        message.receives(),
                        e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            // A text that is nested too deeply for one message must not take the whole batch with it.
            LOG.error(
                    "message.failed queue={} message={} receives={}", name(queue), message.id(), message.receives(), e);
        }
        return false;
    }

    /** A batch of one message that was received for the first time. @param queue its name */
    public static SQSEvent event(String queue, String body) {
        return event(queue, List.of(new Queue.Received("idle", "idle", body, "idle", 1)));
    }

    /** A batch as Lambda tells it: for who plays Lambda. @param queue its name */
    public static SQSEvent event(String queue, List<Queue.Received> batch) {
        var event = new SQSEvent();
        event.setRecords(
                batch.stream().map(received -> message(queue, received)).toList());
        return event;
    }

    private static SQSEvent.SQSMessage message(String queue, Queue.Received received) {
        var message = new SQSEvent.SQSMessage();
        message.setMessageId(received.id());
        message.setReceiptHandle(received.handle());
        message.setBody(received.body());
        message.setEventSourceArn("arn:aws:sqs:us-east-1:000000000000:" + queue);
        message.setAttributes(Map.of(
                "MessageGroupId", received.group(), "ApproximateReceiveCount", Integer.toString(received.receives())));
        return message;
    }

    private static Queue.Received received(SQSEvent.SQSMessage message) {
        Map<String, String> attributes = message.getAttributes() == null ? Map.of() : message.getAttributes();
        return new Queue.Received(
                message.getMessageId(),
                message.getReceiptHandle(),
                Objects.requireNonNullElse(message.getBody(), ""),
                Objects.requireNonNullElse(attributes.get("MessageGroupId"), ""),
                receives(attributes.get("ApproximateReceiveCount")));
    }

    private static int receives(String count) {
        try {
            return count == null ? 1 : Integer.parseInt(count);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}

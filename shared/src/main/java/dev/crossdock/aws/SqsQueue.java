package dev.crossdock.aws;

import dev.crossdock.event.Queue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;

/** Queues in SQS. */
public final class SqsQueue implements Queue {
    private static final long LONGEST_DELAY_SECONDS = 900;

    private final SqsClient sqs;
    private final Function<String, String> address;
    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    /** @param address a queue's URL by its short name; empty = ask SQS for a queue of exactly this name */
    public SqsQueue(SqsClient sqs, Function<String, String> address) {
        this.sqs = sqs;
        this.address = address;
    }

    @Override
    public void send(String queue, Message message) {
        Aws.call(
                "sending to queue " + queue,
                () -> sqs.sendMessage(r -> {
                    r.queueUrl(url(queue)).messageBody(message.body());
                    if (message.group().isEmpty()) {
                        // Rounded up: a message that comes too early finds its lease still held and costs another
                        // round.
                        long seconds = (message.delay().toMillis() + 999) / 1000;
                        r.delaySeconds((int) Math.max(0, Math.min(LONGEST_DELAY_SECONDS, seconds)));
                    } else {
                        r.messageGroupId(message.group()).messageDeduplicationId(message.deduplication());
                    }
                }));
    }

    @Override
    public List<Received> receive(String queue, int max, Duration visibility) {
        return Aws.call(
                "receiving from queue " + queue,
                () -> sqs
                        .receiveMessage(r -> r.queueUrl(url(queue))
                                .maxNumberOfMessages(max)
                                .visibilityTimeout((int) visibility.toSeconds())
                                .messageSystemAttributeNames(
                                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                                        MessageSystemAttributeName.MESSAGE_GROUP_ID))
                        .messages()
                        .stream()
                        .map(m -> new Received(
                                m.messageId(),
                                m.receiptHandle(),
                                m.body(),
                                m.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, ""),
                                Integer.parseInt(m.attributes()
                                        .getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"))))
                        .toList());
    }

    @Override
    public void done(String queue, Received message) {
        Aws.call("deleting from queue " + queue, () -> {
            try {
                return sqs.deleteMessage(r -> r.queueUrl(url(queue)).receiptHandle(message.handle()));
            } catch (ReceiptHandleIsInvalidException e) {
                // Its time had run out: it comes again, and finds its work done.
                return null;
            }
        });
    }

    @Override
    public void release(String queue, Received message, Duration after) {
        Aws.call("releasing in queue " + queue, () -> {
            try {
                return sqs.changeMessageVisibility(r -> r.queueUrl(url(queue))
                        .receiptHandle(message.handle())
                        .visibilityTimeout((int) ((after.toMillis() + 999) / 1000)));
            } catch (ReceiptHandleIsInvalidException e) {
                return null;
            }
        });
    }

    private String url(String queue) {
        return addresses.computeIfAbsent(queue, name -> {
            var known = address.apply(name);
            return known.isEmpty() ? sqs.getQueueUrl(r -> r.queueName(name)).queueUrl() : known;
        });
    }
}

package dev.crossdock.aws;

import dev.crossdock.event.Queue;
import dev.crossdock.flow.WorldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Queues in SQS. Messages that are sent at the same time go in one call. */
public final class SqsQueue implements Queue {
    private static final long LONGEST_DELAY_SECONDS = 900;
    /** SQS's own, with room for attributes. */
    private static final Together.Bounds BATCH = new Together.Bounds(10, 250_000);

    private static final String DEAD = "-dead";
    private static final int LANES = 2;

    private static final List<QueueAttributeName> SIZE = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);

    private final SqsClient sqs;
    private final Function<String, String> address;
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final Map<String, Together<Message, Optional<WorldException>>> together = new ConcurrentHashMap<>();

    /** @param address a queue's URL by its short name; empty = ask SQS for a queue of exactly this name. An ARN goes for a name too. */
    public SqsQueue(SqsClient sqs, Function<String, String> address) {
        this.sqs = sqs;
        this.address = address;
    }

    @Override
    public void send(String queue, Message message) {
        var problem = together.computeIfAbsent(queue, this::sender).ask(message);
        if (problem.isPresent()) throw problem.get();
    }

    /** Messages of one thread follow one another: each is taken before its thread sends the next. */
    private Together<Message, Optional<WorldException>> sender(String queue) {
        return new Together<>(
                LANES,
                BATCH,
                message -> 4 * message.body().length(),
                message -> new Object(),
                all -> sendAll(queue, all));
    }

    private List<Optional<WorldException>> sendAll(String queue, List<Message> messages) {
        return Aws.call("sending to queue " + queue, () -> {
            var entries = new ArrayList<SendMessageBatchRequestEntry>();
            for (var message : messages) entries.add(entry("m" + entries.size(), message));
            var answer = sqs.sendMessageBatch(r -> r.queueUrl(url(queue)).entries(entries));
            var problems = new ArrayList<>(Collections.nCopies(messages.size(), Optional.<WorldException>empty()));
            for (var failed : answer.failed()) {
                var problem = new WorldException(
                        "sending to queue " + queue + ": " + failed.code() + ", " + failed.message(), null);
                problems.set(Integer.parseInt(failed.id().substring(1)), Optional.of(problem));
            }
            return problems;
        });
    }

    private static SendMessageBatchRequestEntry entry(String id, Message message) {
        var entry = SendMessageBatchRequestEntry.builder().id(id).messageBody(message.body());
        if (message.group().isEmpty()) {
            // Rounded up: a message that comes too early finds its lease still held and costs another round.
            long seconds = (message.delay().toMillis() + 999) / 1000;
            entry.delaySeconds((int) Math.max(0, Math.min(LONGEST_DELAY_SECONDS, seconds)));
        } else {
            entry.messageGroupId(message.group()).messageDeduplicationId(message.deduplication());
        }
        return entry.build();
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

    @Override
    public long size(String queue) {
        return Aws.call(
                "looking at queue " + queue,
                () ->
                        sqs
                                .getQueueAttributes(r -> r.queueUrl(url(queue)).attributeNames(SIZE))
                                .attributes()
                                .values()
                                .stream()
                                .mapToLong(Long::parseLong)
                                .sum());
    }

    /** The queue of somebody else. @param arn {@code arn:aws:sqs:REGION:ACCOUNT:NAME} */
    private String foreign(String arn) {
        var parts = arn.split(":");
        return sqs.getQueueUrl(r -> r.queueName(parts[5]).queueOwnerAWSAccountId(parts[4]))
                .queueUrl();
    }

    /** Dead letters lie beside their queue, under its name with an addition; empty when the queue's address is not known. */
    private String beside(String dead) {
        var queue = address.apply(dead.replace(DEAD, ""));
        return queue.isEmpty() ? "" : Queue.deadLetters(queue);
    }

    private String url(String queue) {
        return addresses.computeIfAbsent(queue, name -> {
            if (name.startsWith("arn:")) return foreign(name);
            var known = address.apply(name);
            if (known.isEmpty() && name.contains(DEAD)) known = beside(name);
            return known.isEmpty() ? sqs.getQueueUrl(r -> r.queueName(name)).queueUrl() : known;
        });
    }
}

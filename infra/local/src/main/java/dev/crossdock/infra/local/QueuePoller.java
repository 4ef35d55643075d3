package dev.crossdock.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Stands between a queue and its function as Lambda's event source mapping does: batches in, partial answers out. What the
 * answer does not name is deleted; what it names becomes visible again after a back-off, until the queue's redrive policy
 * moves it to the dead letters.
 *
 * <p>Lambda hides a message for six times the function's timeout. Here it is hidden for {@link #HIDDEN} only, prolonged while
 * its function works: after a kill -9 nobody waits for minutes.
 */
final class QueuePoller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);
    private static final Duration HIDDEN = Duration.ofSeconds(10);
    static final Duration PROLONGED_EVERY = Duration.ofSeconds(3);
    /** ElasticMQ answers a long poll as soon as a message comes; the time only bounds how long a shutdown may take. */
    private static final int WAIT_SECONDS = 5;

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(500);
    private static final Duration LAST_CALLS = Duration.ofSeconds(5);

    private final SqsClient sqs;
    private final Lambda lambda;
    private final Wires.QueueSource source;
    private final Duration timeout;
    private final String function;
    private final Runnable others;
    private final Set<Batch> working = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stop = new CountDownLatch(1);

    /** What one call holds, and until when it may. */
    private record Batch(String url, List<Message> messages, long deadlineNanos) {}

    /** @param others called before messages are taken; returns when those who go first have passed */
    QueuePoller(
            SqsClient sqs,
            Lambda lambda,
            Wires.QueueSource source,
            Duration timeout,
            String function,
            Runnable others) {
        this.others = others;
        this.sqs = sqs;
        this.lambda = lambda;
        this.source = source;
        this.timeout = timeout;
        this.function = function;
    }

    void start() {
        for (int i = 0; i < source.concurrency(); i++) {
            var thread = new Thread(this::poll, "queue-" + source.queue().name() + "-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void poll() {
        boolean trouble = false;
        while (stop.getCount() > 0) {
            try {
                var url =
                        sqs.getQueueUrl(r -> r.queueName(source.queue().name())).queueUrl();
                trouble = false;
                while (stop.getCount() > 0) round(url);
            } catch (SdkException e) {
                if (!trouble)
                    LOG.warn(
                            "queue.trouble queue={} reason=\"{}\"",
                            source.queue().name(),
                            e.getMessage());
                trouble = true;
                pause(AFTER_TROUBLE);
            } catch (RuntimeException e) {
                LOG.error("queue.trouble queue={}", source.queue().name(), e);
                pause(AFTER_TROUBLE);
            }
        }
    }

    private void round(String url) {
        others.run();
        var messages = sqs.receiveMessage(r -> r.queueUrl(url)
                        .maxNumberOfMessages(Math.min(10, source.batchSize()))
                        .visibilityTimeout((int) HIDDEN.toSeconds())
                        .waitTimeSeconds(WAIT_SECONDS)
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                        .messageAttributeNames("All"))
                .messages();
        if (messages.isEmpty()) return;
        var batch = new Batch(url, messages, System.nanoTime() + timeout.toNanos());
        working.add(batch);
        try {
            answer(batch, failed(messages));
        } finally {
            working.remove(batch);
        }
    }

    /** Ids of the messages that must come again. */
    private Set<String> failed(List<Message> messages) {
        var all = messages.stream().map(Message::messageId).collect(Collectors.toSet());
        try {
            var answer = lambda.call(function, timeout, event(messages));
            var failed = new HashSet<String>();
            for (var failure : answer.path("batchItemFailures"))
                failed.add(failure.path("itemIdentifier").asText());
            // As Lambda: an answer that names what was never sent is not to be trusted at all.
            return all.containsAll(failed) ? failed : all;
        } catch (RuntimeException e) {
            LOG.error("function.failed function={} messages={}", function, messages.size(), e);
            return all;
        }
    }

    private void answer(Batch batch, Set<String> failed) {
        var done = batch.messages.stream()
                .filter(m -> !failed.contains(m.messageId()))
                .toList();
        if (!done.isEmpty()) {
            sqs.deleteMessageBatch(r -> r.queueUrl(batch.url)
                    .entries(numbered(
                            done,
                            (m, id) -> DeleteMessageBatchRequestEntry.builder()
                                    .id(id)
                                    .receiptHandle(m.receiptHandle())
                                    .build())));
        }
        var again = batch.messages.stream()
                .filter(m -> failed.contains(m.messageId()))
                .toList();
        if (!again.isEmpty()) hide(batch.url, again, null);
    }

    /** @param how long; null = by each message's receives */
    private void hide(String url, List<Message> messages, Duration how) {
        sqs.changeMessageVisibilityBatch(r -> r.queueUrl(url)
                .entries(numbered(
                        messages,
                        (m, id) -> ChangeMessageVisibilityBatchRequestEntry.builder()
                                .id(id)
                                .receiptHandle(m.receiptHandle())
                                .visibilityTimeout((int) (how == null ? backOff(m) : how).toSeconds())
                                .build())));
    }

    private static Duration backOff(Message message) {
        int receives = Integer.parseInt(
                message.attributes().getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"));
        var wait = Duration.ofSeconds(1L << Math.min(receives - 1, 10));
        return wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF;
    }

    /** To be called every {@link #PROLONGED_EVERY}: hides on what is being worked on, until its function's time is up. */
    void prolong() {
        for (var batch : working) {
            if (System.nanoTime() - batch.deadlineNanos > 0) {
                LOG.warn("function.late function={} timeout={}", function, timeout);
                continue;
            }
            try {
                hide(batch.url, batch.messages, HIDDEN);
            } catch (SdkException e) {
                LOG.debug("queue.trouble queue={} reason=\"{}\"", source.queue().name(), e.getMessage());
            }
        }
    }

    private JsonNode event(List<Message> messages) {
        var event = Lambda.JSON.createObjectNode();
        var records = event.putArray("Records");
        for (var message : messages) {
            var record = records.addObject()
                    .put("messageId", message.messageId())
                    .put("receiptHandle", message.receiptHandle())
                    .put("body", message.body())
                    .put("md5OfBody", message.md5OfBody())
                    .put("eventSource", "aws:sqs")
                    .put(
                            "eventSourceARN",
                            "arn:aws:sqs:us-east-1:000000000000:"
                                    + source.queue().name())
                    .put("awsRegion", "us-east-1");
            put(record.putObject("attributes"), message.attributesAsStrings());
            record.putObject("messageAttributes");
        }
        return event;
    }

    private static void put(ObjectNode node, Map<String, String> values) {
        values.forEach(node::put);
    }

    private interface Entry<T> {
        T of(Message message, String id);
    }

    private static <T> Collection<T> numbered(List<Message> messages, Entry<T> entry) {
        var entries = new ArrayList<T>();
        for (var message : messages) entries.add(entry.of(message, "m" + entries.size()));
        return entries;
    }

    private void pause(Duration time) {
        try {
            stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more messages, and gives running calls a little time to end. What they leave undone comes again. */
    @Override
    public void close() {
        stop.countDown();
        long end = System.nanoTime() + LAST_CALLS.toNanos();
        try {
            while (!working.isEmpty() && System.nanoTime() < end) TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Against the embedded cloud's queues. */
class QueuePollerTest {
    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    private final String name = "q" + UUID.randomUUID().toString().substring(0, 8);
    private final List<Queue.Received> seen = new CopyOnWriteArrayList<>();
    private final List<Duration> remaining = new CopyOnWriteArrayList<>();
    private SqsClient sqs;
    private QueuePoller poller;

    @BeforeEach
    void connect() {
        sqs = TestCloud.sqs();
    }

    @AfterEach
    void stop() {
        if (poller != null) poller.close();
    }

    @Test
    void aMessageIsHandledSoonAndThenGone() {
        var url = queue(false, 5);
        start(url, 10, message -> {});
        long began = System.nanoTime();
        send(url, "hello", "");
        await().pollInterval(Duration.ofMillis(1)).until(() -> !seen.isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(seen.get(0).body()).isEqualTo("hello");
        assertThat(seen.get(0).receives()).isEqualTo(1);
        assertThat(remaining.get(0)).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
        await().until(() -> count(url) == 0);
    }

    @Test
    void onlyTheFailedMessagesOfABatchComeAgainAndTheirReceivesCount() {
        var url = queue(false, 5);
        for (int i = 0; i < 5; i++) send(url, "m" + i, "");
        var tries = new ConcurrentHashMap<String, Integer>();
        start(url, 10, message -> {
            int attempt = tries.merge(message.body(), 1, Integer::sum);
            if (message.body().equals("m3") && attempt < 3) throw new IllegalStateException("not yet");
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> count(url) == 0);
        assertThat(tries).containsEntry("m3", 3).containsEntry("m0", 1).containsEntry("m4", 1);
        assertThat(seen.stream().filter(m -> m.body().equals("m3")).map(Queue.Received::receives))
                .containsExactly(1, 2, 3);
    }

    @Test
    void aMessageThatAlwaysFailsEndsAmongTheDeadLetters() {
        var url = queue(false, 2);
        send(url, "poison", "");
        start(url, 10, message -> {
            throw new IllegalStateException("never");
        });
        var dead = sqs.getQueueUrl(r -> r.queueName(name + "-dead")).queueUrl();
        await().atMost(Duration.ofSeconds(20)).until(() -> count(dead) == 1);
        assertThat(seen).hasSize(2);
    }

    @Test
    void anAnswerThatNamesAnUnknownMessageFailsTheWholeBatch() {
        var url = queue(false, 5);
        send(url, "a", "");
        var calls = new AtomicInteger();
        var function = new SqsFunction() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
                if (calls.incrementAndGet() > 1) return null; // nothing said = all done
                return new SQSBatchResponse(List.of(new SQSBatchResponse.BatchItemFailure("nobody")));
            }
        };
        poll(source(10, false), function);
        await().atMost(Duration.ofSeconds(10)).until(() -> calls.get() == 2 && count(url) == 0);
    }

    @Test
    void aFifoQueueKeepsTheOrderOfEveryGroupAlsoAcrossFailures() {
        var url = queue(true, 50);
        var failOnce = ConcurrentHashMap.<String>newKeySet();
        var done = new CopyOnWriteArrayList<Queue.Received>();
        for (int i = 0; i < 60; i++) send(url, "%03d".formatted(i), "g" + i % 4);
        start(url, 10, message -> {
            if (Integer.parseInt(message.body()) % 17 == 0 && failOnce.add(message.body()))
                throw new IllegalStateException("once");
            done.add(message);
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> done.size() >= 60);
        Map<String, List<String>> byGroup = new HashMap<>();
        done.forEach(
                m -> byGroup.computeIfAbsent(m.group(), g -> new ArrayList<>()).add(m.body()));
        assertThat(byGroup).hasSize(4);
        assertThat(byGroup.values())
                .allSatisfy(bodies -> assertThat(bodies).isSorted().doesNotHaveDuplicates());
    }

    private void start(String url, int batch, Consumer<Queue.Received> handler) {
        var function = new SqsFunction() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
                remaining.add(invocation.remaining());
                return Sqs.each(event, message -> {
                    seen.add(message);
                    handler.accept(message);
                });
            }
        };
        poll(source(batch, url.endsWith(".fifo")), function);
    }

    private void poll(Wires.QueueSource source, SqsFunction function) {
        var lambda = new InProcess(List.of(function), Clock.systemUTC());
        poller = new QueuePoller(sqs, lambda, source, Duration.ofSeconds(30), function.name(), () -> {});
        poller.start();
    }

    private Wires.QueueSource source(int batch, boolean fifo) {
        return new Wires.QueueSource(
                new Wires.Queue(name + (fifo ? ".fifo" : ""), fifo, VISIBILITY, Optional.empty(), 0), batch, 4);
    }

    private String queue(boolean fifo, int maxReceives) {
        var suffix = fifo ? ".fifo" : "";
        new Provision(TestCloud.s3(), TestCloud.dynamo(), sqs)
                .all(
                        new Wires(
                                List.of(),
                                List.of(
                                        new Wires.Queue(
                                                name + suffix,
                                                fifo,
                                                VISIBILITY,
                                                Optional.of(name + "-dead" + suffix),
                                                maxReceives),
                                        new Wires.Queue(
                                                name + "-dead" + suffix, fifo, VISIBILITY, Optional.empty(), 0)),
                                List.of()),
                        "crossdock");
        return sqs.getQueueUrl(r -> r.queueName(name + suffix)).queueUrl();
    }

    private void send(String url, String body, String group) {
        sqs.sendMessage(r -> {
            r.queueUrl(url).messageBody(body);
            if (!group.isEmpty()) r.messageGroupId(group).messageDeduplicationId(body);
        });
    }

    private int count(String url) {
        var counts = sqs.getQueueAttributes(r -> r.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return counts.values().stream().mapToInt(Integer::parseInt).sum();
    }
}

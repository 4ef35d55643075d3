package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crossdock.aws.SqsQueue;
import dev.crossdock.event.Queue;
import dev.crossdock.event.QueueContract;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class SqsQueueTest extends QueueContract {
    private static SqsClient sqs;

    @BeforeAll
    static void connect() {
        sqs = TestCloud.sqs();
    }

    @AfterAll
    static void disconnect() {
        if (sqs != null) sqs.close();
    }

    @Override
    protected Queue queue() {
        return new SqsQueue(sqs, name -> "");
    }

    @Override
    protected String standard() {
        var name = "contract-" + UUID.randomUUID();
        sqs.createQueue(r -> r.queueName(name));
        return name;
    }

    @Override
    protected String fifo() {
        var name = "contract-" + UUID.randomUUID() + ".fifo";
        sqs.createQueue(r -> r.queueName(name)
                .attributes(Map.of(
                        QueueAttributeName.FIFO_QUEUE,
                        "true",
                        QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
                        "false")));
        return name;
    }

    @Test
    void deadLettersLieBesideTheirQueue() {
        var name = fifo();
        var dead = Queue.deadLetters(name);
        var attributes = Map.of(QueueAttributeName.FIFO_QUEUE, "true");
        var url = sqs.createQueue(r -> r.queueName(dead).attributes(attributes)).queueUrl();
        var queue = new SqsQueue(sqs, known -> known.equals("work.fifo") ? url.replace("-dead", "") : "");
        queue.send(Queue.deadLetters("work.fifo"), Queue.Message.inOrder("given up", "g", "1"));
        assertThat(queue().size(dead)).isEqualTo(1);
        assertThat(queue.size("work.fifo")).isZero();
    }

    /** The cloud's clock is the real one: nothing but waiting lets time pass for it. */
    @Override
    protected void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }
}

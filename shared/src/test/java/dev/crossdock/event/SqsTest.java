package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.flow.WorldException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqsTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    void exactlyTheFailedMessagesComeAgain() {
        var event = event("drops", message("a", ""), message("bad", ""), message("b", ""), message("down", ""));
        assertThat(failed(event)).containsExactly("bad", "down");
        assertThat(seen).containsExactly("a", "bad", "b", "down");
    }

    @Test
    void aBatchWithoutFailuresIsAnsweredByAnEmptyList() {
        assertThat(failed(event("drops", message("a", "")))).isEmpty();
    }

    @Test
    void inAFifoQueueAFailureHoldsBackItsGroupUntriedAndNoOther() {
        var event =
                event("calls.fifo", message("bad", "g1"), message("a", "g1"), message("b", "g2"), message("c", "g1"));
        assertThat(failed(event)).containsExactly("bad", "a", "c");
        assertThat(seen).containsExactly("bad", "b");
    }

    @Test
    void groupAndReceiveCountComeWithTheMessage() {
        Sqs.each(event("calls.fifo", message("a", "g1")), message -> {
            assertThat(message.group()).isEqualTo("g1");
            assertThat(message.receives()).isEqualTo(3);
            assertThat(message.handle()).isEqualTo("handle-a");
        });
    }

    private List<String> failed(SQSEvent event) {
        var answer = Sqs.each(event, message -> {
            seen.add(message.body());
            if (message.body().equals("bad")) throw new IllegalStateException("a bug");
            if (message.body().equals("down")) throw new WorldException("store is down", null);
        });
        return answer.getBatchItemFailures().stream()
                .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private static SQSEvent event(String queue, SQSEvent.SQSMessage... messages) {
        var event = new SQSEvent();
        event.setRecords(List.of(messages));
        for (var message : messages) message.setEventSourceArn("arn:aws:sqs:us-east-1:000000000000:" + queue);
        return event;
    }

    private static SQSEvent.SQSMessage message(String id, String group) {
        var message = new SQSEvent.SQSMessage();
        message.setMessageId(id);
        message.setBody(id);
        message.setReceiptHandle("handle-" + id);
        message.setAttributes(
                group.isEmpty() ? Map.of() : Map.of("MessageGroupId", group, "ApproximateReceiveCount", "3"));
        return message;
    }
}

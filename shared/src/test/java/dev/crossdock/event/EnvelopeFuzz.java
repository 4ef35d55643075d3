package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.flow.Refused;
import dev.crossdock.fuzz.Fuzzed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What Lambda hands over: whatever lies in it, the batch is answered, and what could not be opened is answered as failed. */
class EnvelopeFuzz extends Fuzzed {
    private static final ObjectMapper LAMBDA = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .build();

    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) {
        var text = text(bytes);
        drop(text);
        try {
            queue(LAMBDA.readValue(text, SQSEvent.class));
            stream(LAMBDA.readValue(text, DynamodbEvent.class));
        } catch (JsonProcessingException e) {
            // Lambda sends JSON of this shape, or nothing.
        }
    }

    private static void drop(String text) {
        try {
            S3Drop.parse(text);
        } catch (Refused e) {
            coded(e);
        }
    }

    private static void queue(SQSEvent event) {
        if (event == null) return;
        var handled = new ArrayList<String>();
        var answer = Sqs.each(event, message -> {
            S3Drop.parse(message.body());
            handled.add(message.id());
        });
        var asked = Stream.ofNullable(event.getRecords())
                .flatMap(List::stream)
                .filter(message -> message != null && message.getMessageId() != null)
                .map(SQSEvent.SQSMessage::getMessageId)
                .toList();
        var answered = new ArrayList<>(handled);
        answer.getBatchItemFailures().forEach(failure -> answered.add(failure.getItemIdentifier()));
        assertThat(answered).containsExactlyInAnyOrderElementsOf(asked);
    }

    private static void stream(DynamodbEvent event) {
        if (event == null) return;
        var answer = Streams.each(event, change -> {});
        assertThat(answer.getBatchItemFailures().size()).isLessThan(2);
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return lines("""
                {"detail-type":"Object Created","time":"2026-03-01T10:00:00Z","detail":{"bucket":{"name":"b"},"object":{"key":"incoming/p.csv","size":3,"etag":"x","sequencer":"0062E99A88DC407460"}}}
                {"Records":[{"eventName":"ObjectCreated:Put","eventTime":"2026-03-01T10:00:00Z","s3":{"bucket":{"name":"b"},"object":{"key":"a+b%2Fc.csv","size":3,"eTag":"x","sequencer":"0A"}}}]}
                {"Event":"s3:TestEvent"}
                {"Records":[{"messageId":"1","receiptHandle":"h","body":"{\\"run\\":\\"r\\"}","eventSourceARN":"arn:aws:sqs:us-east-1:0:q.fifo","attributes":{"MessageGroupId":"g","ApproximateReceiveCount":"1"}}]}
                {"Records":[{"messageId":"1"},{"body":"x"},null]}
                {"Records":[{"eventID":"1","eventName":"INSERT","dynamodb":{"SequenceNumber":"1","Keys":{"pk":{"S":"a"}},"NewImage":{"pk":{"S":"a"},"n":{"N":"1.5"},"m":{"M":{"l":{"L":[{"BOOL":true},{"NULL":true}]}}},"ss":{"SS":["a"]},"ns":{"NS":["1"]}}}}]}
                {"Records":[{"eventID":"1","dynamodb":{"NewImage":{"n":{"N":"1e1000000000"}}}}]}
                {"Records":[{"eventID":"1"}]}
                {"Records":null}
                """);
    }
}

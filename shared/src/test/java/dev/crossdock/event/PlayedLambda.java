package dev.crossdock.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls a function as Lambda does: the event's JSON goes to the event server, the function's own entry answers. */
public final class PlayedLambda {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private PlayedLambda() {}

    /** @return what of the batch must come again: message ids, or sequence numbers */
    public static List<String> failures(Object event) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + FreePort.port() + "/_lambda_"))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(event)))
                .build();
        var answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new AssertionError(answer.statusCode() + " " + answer.body());
        var failures = new ArrayList<String>();
        for (JsonNode failure : JSON.readTree(answer.body()).required("batchItemFailures")) {
            failures.add(failure.required("itemIdentifier").asText());
        }
        return failures;
    }

    /** @param bodies by message id, in their order */
    public static Map<String, Object> sqs(String queue, Map<String, String> bodies) {
        var records = new ArrayList<Map<String, Object>>();
        bodies.forEach((id, body) -> {
            var message = new LinkedHashMap<String, Object>();
            message.put("messageId", id);
            message.put("receiptHandle", "handle-" + id);
            message.put("body", body);
            message.put("attributes", Map.of("ApproximateReceiveCount", "1", "SentTimestamp", "1750000000000"));
            message.put("messageAttributes", Map.of());
            message.put("md5OfBody", "");
            message.put("eventSource", "aws:sqs");
            message.put("eventSourceARN", "arn:aws:sqs:eu-north-1:123456789012:" + queue);
            message.put("awsRegion", "eu-north-1");
            records.add(message);
        });
        return Map.of("Records", records);
    }
}

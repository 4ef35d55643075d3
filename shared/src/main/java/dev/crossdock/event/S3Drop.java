package dev.crossdock.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrival of an object, out of either envelope: EventBridge's "Object Created", whose key is raw, or S3's own notification,
 * whose key is encoded as form data and is decoded here, exactly once.
 *
 * @param bucket the S3 bucket
 * @param key as stored
 * @param etag without quotes
 * @param sequencer orders the arrivals of one key; as a number, because S3's texts differ in length. Zero when unknown.
 * @param time when it arrived
 */
public record S3Drop(String bucket, String key, long sizeBytes, String etag, BigInteger sequencer, Instant time) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param body of a message of the drops queue
     * @return in the order of the notification; empty for what is no arrival: S3's test event, deletions
     * @throws Refused {@code event.not-a-drop} when the body is no such event at all
     */
    public static List<S3Drop> parse(String body) {
        try {
            var root = JSON.readTree(body);
            if (root.has("detail-type")) {
                return root.path("detail-type").asText().equals("Object Created")
                        ? List.of(ofEventBridge(root))
                        : List.of();
            }
            if (root.path("Event").asText().equals("s3:TestEvent")) return List.of();
            if (root.path("Records").isArray()) return ofNotification(root.path("Records"));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw notADrop(body, e);
        }
        throw notADrop(body, null);
    }

    private static S3Drop ofEventBridge(JsonNode root) {
        var object = root.path("detail").path("object");
        return new S3Drop(
                text(root.path("detail").path("bucket"), "name"),
                text(object, "key"),
                object.path("size").asLong(),
                unquoted(object.path("etag").asText()),
                sequencer(object),
                time(root, "time"));
    }

    private static List<S3Drop> ofNotification(JsonNode records) {
        var drops = new ArrayList<S3Drop>();
        for (var record : records) {
            if (!record.path("eventName").asText().startsWith("ObjectCreated:")) continue;
            var object = record.path("s3").path("object");
            drops.add(new S3Drop(
                    text(record.path("s3").path("bucket"), "name"),
                    URLDecoder.decode(text(object, "key"), StandardCharsets.UTF_8),
                    object.path("size").asLong(),
                    unquoted(object.path("eTag").asText()),
                    sequencer(object),
                    time(record, "eventTime")));
        }
        return drops;
    }

    private static BigInteger sequencer(JsonNode object) {
        var hex = object.path("sequencer").asText();
        return hex.isEmpty() ? BigInteger.ZERO : new BigInteger(hex, 16);
    }

    private static String unquoted(String etag) {
        return etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    /** S3 says {@code Z}; an emulator may leave it out. */
    private static Instant time(JsonNode node, String field) {
        var time =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(text(node, field), OffsetDateTime::from, LocalDateTime::from);
        return time instanceof OffsetDateTime at ? at.toInstant() : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) throw new IllegalArgumentException("\"" + field + "\" is missing");
        return node.path(field).textValue();
    }

    private static Refused notADrop(String body, Exception cause) {
        var why = cause instanceof IllegalArgumentException ? " (" + cause.getMessage() + ")" : "";
        return new Refused(
                Problem.of(
                        "event.not-a-drop",
                        "a message of %,d characters is no \"Object Created\" event%s.".formatted(body.length(), why),
                        "Send EventBridge's or S3's own events to this queue, nothing else."),
                cause);
    }
}

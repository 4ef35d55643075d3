package dev.crossdock.infra.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** A stream's record in the JSON in which Lambda hands it on. */
final class StreamJson {
    private StreamJson() {}

    static void put(ObjectNode node, Record record, String arn) {
        node.put("eventID", record.eventID())
                .put("eventName", record.eventNameAsString())
                .put("eventVersion", record.eventVersion())
                .put("eventSource", "aws:dynamodb")
                .put("awsRegion", "us-east-1")
                .put("eventSourceARN", arn);
        var from = record.dynamodb();
        var detail = node.putObject("dynamodb")
                .put("SequenceNumber", from.sequenceNumber())
                .put("SizeBytes", from.sizeBytes())
                .put("StreamViewType", from.streamViewTypeAsString());
        if (from.approximateCreationDateTime() != null) {
            detail.put("ApproximateCreationDateTime", (double)
                    from.approximateCreationDateTime().getEpochSecond());
        }
        if (from.hasKeys()) put(detail.putObject("Keys"), from.keys());
        if (from.hasNewImage()) put(detail.putObject("NewImage"), from.newImage());
        if (from.hasOldImage()) put(detail.putObject("OldImage"), from.oldImage());
        if (record.userIdentity() != null) {
            node.putObject("userIdentity")
                    .put("principalId", record.userIdentity().principalId())
                    .put("type", record.userIdentity().type());
        }
    }

    private static void put(ObjectNode node, Map<String, AttributeValue> attributes) {
        attributes.forEach((name, value) -> put(node.putObject(name), value));
    }

    private static void put(ObjectNode node, AttributeValue value) {
        switch (value.type()) {
            case S -> node.put("S", value.s());
            case N -> node.put("N", value.n());
            case B -> node.put("B", value.b().asByteArrayUnsafe());
            case SS -> strings(node.putArray("SS"), value.ss());
            case NS -> strings(node.putArray("NS"), value.ns());
            case BS -> value.bs().stream().map(SdkBytes::asByteArrayUnsafe).forEach(node.putArray("BS")::add);
            case M -> put(node.putObject("M"), value.m());
            case L -> {
                var list = node.putArray("L");
                for (var item : value.l()) put(list.addObject(), item);
            }
            case BOOL -> node.put("BOOL", value.bool());
            case NUL -> node.put("NULL", true);
            default -> throw new IllegalStateException("no attribute type " + value.type() + " is known");
        }
    }

    private static void strings(ArrayNode node, List<String> values) {
        values.forEach(node::add);
    }
}

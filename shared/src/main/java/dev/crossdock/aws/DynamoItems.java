package dev.crossdock.aws;

import dev.crossdock.graph.RecordItem;
import dev.crossdock.graph.RecordStore;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A record's item in the SDK's own values, and back. */
final class DynamoItems {
    private DynamoItems() {}

    static Map<String, AttributeValue> key(String collection, String id) {
        return Map.of(
                RecordItem.PARTITION,
                AttributeValue.fromS(RecordItem.partition(collection, id)),
                RecordItem.ID,
                AttributeValue.fromS(id));
    }

    static Map<String, AttributeValue> attributes(Map<String, Object> item) {
        var attributes = new HashMap<String, AttributeValue>();
        item.forEach((name, value) -> attributes.put(
                name,
                value instanceof Boolean b
                        ? AttributeValue.fromBool(b)
                        : value instanceof Long n
                                ? AttributeValue.fromN(n.toString())
                                : AttributeValue.fromS((String) value)));
        return attributes;
    }

    /** What stands for a record's entry: all of it is key. */
    static Map<String, AttributeValue> entry(String collection, String entry, String id) {
        return Map.of(
                RecordItem.PARTITION,
                AttributeValue.fromS(RecordItem.entryPartition(collection, entry)),
                RecordItem.ID,
                AttributeValue.fromS(id));
    }

    /** Where it says what is complete. */
    static Map<String, AttributeValue> about(String collection) {
        return Map.of(
                RecordItem.PARTITION,
                AttributeValue.fromS(RecordItem.aboutPartition(collection)),
                RecordItem.ID,
                AttributeValue.fromS("complete"));
    }

    static RecordStore.Stored stored(Map<String, AttributeValue> item) {
        return RecordItem.read(plain(item));
    }

    static RecordStore.Stored earlier(Map<String, AttributeValue> item) {
        return RecordItem.readHistory(plain(item));
    }

    private static Map<String, Object> plain(Map<String, AttributeValue> item) {
        var plain = new HashMap<String, Object>();
        item.forEach((name, value) -> plain.put(
                name,
                value.bool() != null
                        ? value.bool()
                        : value.n() != null ? (Object) Long.valueOf(value.n()) : value.s()));
        return plain;
    }
}

package dev.crossdock.graph;

import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record as an item of the records table: the names of its attributes, for whoever writes the table and whoever reads its
 * stream.
 */
public final class RecordItem {
    public static final String PARTITION = "pk";
    public static final String ID = "sk";
    /** Only invalid records have it, with their collection's name: the key of the sparse index of the same name. */
    public static final String INVALID = "invalid";

    public static final String REV = "rev";
    public static final String VALID = "valid";
    public static final String UPDATED = "updatedAt";

    /** Spreads a collection over partitions: one takes 1,000 writes a second. */
    public static final int SHARDS = 16;

    private RecordItem() {}

    public static String partition(String collection, String id) {
        return partition(collection, Math.floorMod(id.hashCode(), SHARDS));
    }

    public static String partition(String collection, int shard) {
        return collection + "#" + shard;
    }

    static String collection(String partition) {
        return partition.substring(0, partition.lastIndexOf('#'));
    }

    /** Values are text, Long and Boolean. */
    public static Map<String, Object> of(Stored record) {
        var item = new LinkedHashMap<String, Object>();
        item.put(PARTITION, partition(record.collection(), record.id()));
        item.put(ID, record.id());
        item.put("data", record.data());
        item.put("hash", record.hash());
        item.put(REV, record.rev());
        item.put(VALID, record.valid());
        item.put("errors", record.errors());
        item.put("run", record.origin().run());
        item.put("job", record.origin().job());
        item.put("order", record.origin().order());
        item.put("file", record.origin().file());
        item.put("record", record.origin().record());
        item.put("createdAt", record.createdAt().toString());
        item.put(UPDATED, record.updatedAt().toString());
        item.put("hop", (long) record.hop());
        if (!record.valid()) item.put(INVALID, record.collection());
        return item;
    }

    /** @param item numbers of any kind */
    public static Stored read(Map<String, Object> item) {
        var partition = (String) item.get(PARTITION);
        return new Stored(
                collection(partition),
                (String) item.get(ID),
                (String) item.get("data"),
                (String) item.get("hash"),
                number(item.get(REV)),
                (Boolean) item.get(VALID),
                (String) item.get("errors"),
                new WrittenBy(
                        (String) item.get("run"),
                        (String) item.get("job"),
                        (String) item.get("order"),
                        (String) item.get("file"),
                        number(item.get("record"))),
                Instant.parse((String) item.get("createdAt")),
                Instant.parse((String) item.get(UPDATED)),
                (int) number(item.get("hop")));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}

package dev.crossdock.graph;

import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
    public static final String EXPIRES = "expires";
    private static final String INDEXED = "indexed";

    /** Spreads a collection over partitions: one takes 1,000 writes a second. */
    public static final int SHARDS = 16;

    /** What DynamoDB takes for one item, with the names of its attributes. */
    public static final int LARGEST_BYTES = 400 * 1024;

    private static final int LONGEST_ID_BYTES = 1024;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private RecordItem() {}

    /** Whether a record can have this id: what cannot be is never there, and is not asked for. */
    public static boolean possible(String id) {
        return !id.isEmpty() && !RecordText.broken(id) && bytes(id) <= LONGEST_ID_BYTES;
    }

    /** Always of one length, so that the order of the texts is the order of the times. */
    public static String time(Instant time) {
        return TIME.format(time);
    }

    /**
     * A store takes all writes of a call or, when one of them can never be stored, none.
     *
     * @throws IllegalArgumentException naming that one; {@link CollectionRules} refuses it long before
     */
    public static void expectPossible(List<RecordStore.Write> writes) {
        for (var write : writes) {
            if (!possible(write.id())) throw new IllegalArgumentException("no id of a record: \"" + write.id() + "\"");
            long bytes = write.next().map(RecordItem::bytes).orElse(0L);
            if (bytes > LARGEST_BYTES) {
                throw new IllegalArgumentException("record \"" + write.id() + "\" of " + write.collection() + " takes "
                        + bytes + " bytes, a store keeps up to " + LARGEST_BYTES);
            }
        }
    }

    private static long bytes(Stored record) {
        long bytes = 0;
        for (var attribute : of(record).entrySet()) {
            // A number takes up to 21 bytes, true or false one.
            bytes += bytes(attribute.getKey()) + (attribute.getValue() instanceof String text ? bytes(text) : 21);
        }
        return bytes;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    public static String partition(String collection, String id) {
        return partition(collection, shard(id));
    }

    /** Where a record lies: 0 to {@link #SHARDS} - 1. */
    public static int shard(String id) {
        return Math.floorMod(id.hashCode(), SHARDS);
    }

    /** The order of ids within a shard: that of their UTF-8 bytes, which for some letters is not that of {@code String}. */
    public static int compareIds(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    public static String partition(String collection, int shard) {
        return collection + "#" + shard;
    }

    /** @return what is no collection's name for an item that is no record */
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
        item.put("createdAt", time(record.createdAt()));
        item.put(UPDATED, time(record.updatedAt()));
        item.put("hop", (long) record.hop());
        if (!record.valid()) item.put(INVALID, record.collection());
        if (!record.indexed().isEmpty()) item.put(INDEXED, RecordText.write(record.indexed()));
        return item;
    }

    /** The partition of an entry's items, whose sort keys are the ids of the records that carry it. No collection has such a name. */
    public static String entryPartition(String collection, String entry) {
        return partition(collection + "/" + entry, 0);
    }

    /** The partition of what is said of a collection's indexes. */
    public static String aboutPartition(String collection) {
        return partition(collection + "/", 0);
    }

    /** The partition of a record's earlier revs in the history table. */
    public static String historyPartition(String collection, String id) {
        return collection + "#" + id;
    }

    /** Orders the revs of one id: a record that is deleted and made again begins at rev 1 again. */
    public static String version(Stored record) {
        long born = ChronoUnit.MICROS.between(Instant.EPOCH, record.createdAt());
        return "%017d-%012d".formatted(born, record.rev());
    }

    /** As {@link #of}, for the history table. */
    public static Map<String, Object> ofHistory(Stored record, Instant expires) {
        var item = of(record);
        item.remove(INVALID);
        item.put("partition", item.get(PARTITION));
        item.put("id", item.get(ID));
        item.put(PARTITION, historyPartition(record.collection(), record.id()));
        item.put(ID, version(record));
        item.put(EXPIRES, expires.getEpochSecond());
        return item;
    }

    public static Stored readHistory(Map<String, Object> item) {
        var record = new LinkedHashMap<>(item);
        record.put(PARTITION, item.get("partition"));
        record.put(ID, item.get("id"));
        return read(record);
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
                (int) number(item.get("hop")),
                indexed((String) item.get(INDEXED)));
    }

    private static List<String> indexed(String list) {
        if (list == null) return List.of();
        return ((List<?>) RecordText.read(list)).stream().map(String::valueOf).toList();
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}

package dev.crossdock.infra.lab.sim;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import dev.crossdock.event.StreamFunction;
import dev.crossdock.graph.RecordItem;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.infra.local.Wires;
import dev.crossdock.memory.MemoryRecordStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records table's stream, and what reads it for record-trigger: shards, each in its order; batches; the lowest failure is where it
 * goes on; a batch that fails is cut in two; a head that fails too often is put aside. What was read may be read again, from a little
 * before.
 */
final class Changes {
    private static final int SHARDS = 4;
    /** What nobody has read by then is gone. */
    private static final Duration KEPT = Duration.ofHours(24);

    private final World world;
    private final Wires.Function function;
    private final Wires.StreamSource source;
    private final List<Shard> shards = new ArrayList<>();
    private final List<String> aside = new ArrayList<>();
    private long sequence;

    private static final class Shard {
        final List<DynamodbEvent.DynamodbStreamRecord> records = new ArrayList<>();
        int at;
        int size;
        int retries;
        boolean read;
    }

    Changes(World world) {
        this.world = world;
        this.function = world.wires.functions().stream()
                .filter(f -> !f.streams().isEmpty())
                .findFirst()
                .orElseThrow();
        this.source = function.streams().get(0);
        for (int i = 0; i < SHARDS; i++) {
            var shard = new Shard();
            shard.size = source.batchSize();
            shards.add(shard);
        }
    }

    /** What was given up. */
    List<String> aside() {
        return aside;
    }

    boolean behind() {
        return shards.stream().anyMatch(shard -> shard.at < shard.records.size());
    }

    void add(MemoryRecordStore.Changed changed) {
        var any = changed.after().or(changed::before).orElseThrow();
        var shard = shards.get(
                Math.floorMod(RecordItem.partition(any.collection(), any.id()).hashCode(), SHARDS));
        shard.records.add(record(changed));
        soon(shard, 100);
    }

    /** The mapping is made anew, as by a deployment that renames it: it begins at the oldest record of the last day. */
    void remade() {
        for (var shard : shards) {
            shard.at = world.bugs.latest() ? shard.records.size() : oldest(shard);
            shard.size = source.batchSize();
            soon(shard, 1000);
        }
    }

    /** The first record that the stream still has. */
    private int oldest(Shard shard) {
        var forgotten = Date.from(world.now().minus(KEPT));
        int at = 0;
        while (at < shard.records.size()
                && shard.records
                        .get(at)
                        .getDynamodb()
                        .getApproximateCreationDateTime()
                        .before(forgotten)) at++;
        return at;
    }

    private void soon(Shard shard, int ms) {
        int number = shards.indexOf(shard);
        var wait = Duration.ofMillis(50 + world.chance.below("stream", ms));
        world.in(wait, "read shard " + number, () -> read(shard));
    }

    private void read(Shard shard) {
        if (shard.read || shard.at >= shard.records.size()) return;
        int oldest = oldest(shard);
        for (; shard.at < oldest; shard.at++)
            aside.add("forgotten: " + shard.records.get(shard.at).getEventID());
        if (shard.at >= shard.records.size()) return;
        if (world.odd("again", "stream", 0.05)) {
            shard.at = Math.max(oldest, shard.at - 1 - world.chance.below("stream", 5));
        }
        int from = shard.at;
        int to = Math.min(from + shard.size, shard.records.size());
        var batch = List.copyOf(shard.records.subList(from, to));
        var event = new DynamodbEvent();
        event.setRecords(batch);
        shard.read = true;
        var answer = world.lambdas.call(
                function.name(),
                Map.of(),
                (machine, invocation) -> world.bugs.handle((StreamFunction) machine.function, event, invocation));
        shard.read = false;
        answered(shard, from, batch, answer);
        if (shard.at < shard.records.size()) soon(shard, shard.retries > 0 ? 2000 : 100);
    }

    private void answered(
            Shard shard,
            int from,
            List<DynamodbEvent.DynamodbStreamRecord> batch,
            Optional<StreamsEventResponse> answer) {
        int failed = answer.isEmpty() ? 0 : lowest(batch, answer.get());
        shard.at = from + failed;
        if (failed == batch.size()) {
            shard.retries = 0;
            shard.size = source.batchSize();
            return;
        }
        if (failed > 0) shard.retries = 0;
        if (source.bisect() && batch.size() - failed > 1) {
            shard.size = Math.max(1, (batch.size() - failed) / 2);
            return;
        }
        if (++shard.retries <= source.retries()) return;
        aside.add(shard.records.get(shard.at).getDynamodb().getKeys().toString());
        shard.at++;
        shard.retries = 0;
    }

    private static int lowest(List<DynamodbEvent.DynamodbStreamRecord> batch, StreamsEventResponse answer) {
        if (answer.getBatchItemFailures() == null) return batch.size();
        int lowest = batch.size();
        for (var failure : answer.getBatchItemFailures()) {
            for (int i = 0; i < lowest; i++) {
                if (batch.get(i).getDynamodb().getSequenceNumber().equals(failure.getItemIdentifier())) lowest = i;
            }
        }
        return lowest;
    }

    private DynamodbEvent.DynamodbStreamRecord record(MemoryRecordStore.Changed changed) {
        var number = Long.toString(++sequence);
        var keys =
                values(changed.after().or(changed::before).map(RecordItem::of).orElseThrow());
        keys.keySet().retainAll(List.of(RecordItem.PARTITION, RecordItem.ID));
        var detail = new StreamRecord()
                .withSequenceNumber(number)
                .withApproximateCreationDateTime(Date.from(world.now()))
                .withKeys(keys)
                .withOldImage(image(changed.before()))
                .withNewImage(image(changed.after()));
        var record = new DynamodbEvent.DynamodbStreamRecord();
        record.setEventID("change-" + number);
        record.setDynamodb(detail);
        return record;
    }

    private static Map<String, AttributeValue> image(Optional<RecordStore.Stored> record) {
        return record.map(RecordItem::of).map(Changes::values).orElse(null);
    }

    private static Map<String, AttributeValue> values(Map<String, Object> item) {
        var values = new HashMap<String, AttributeValue>();
        item.forEach((name, value) -> values.put(name, value(value)));
        return values;
    }

    private static AttributeValue value(Object value) {
        if (value instanceof String text) return new AttributeValue().withS(text);
        if (value instanceof Boolean flag) return new AttributeValue().withBOOL(flag);
        return new AttributeValue().withN(value.toString());
    }
}

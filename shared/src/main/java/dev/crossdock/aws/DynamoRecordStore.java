package dev.crossdock.aws;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.graph.RecordItem;
import dev.crossdock.graph.RecordStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Records in one DynamoDB table ({@link RecordItem}), by whose entries they are found as items beside them; earlier revs in another.
 * Many writes at once go as transactions of 100 items, each write with its own condition: nine times as fast as one by one against
 * the embedded cloud. What belongs to a write is in its transaction, so that entries and records never differ. When a condition
 * fails, the transaction is repeated without it.
 */
public final class DynamoRecordStore implements RecordStore {
    private static final int TRANSACTION_ITEMS = 100;
    private static final int TRANSACTION_BYTES = 3_500_000;
    private static final int GET_KEYS = 100;
    /** Full jitter between tries of what the table did not take. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(25);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Asks the system, so that copies of a Lambda's snapshot do not wait alike. */
    private static final RandomGenerator CHANCE = new SecureRandom();

    private final DynamoDbClient dynamo;
    private final String table;
    private final String history;
    private final Clock clock;

    /** @param table of the records @param history of their earlier revs */
    public DynamoRecordStore(DynamoDbClient dynamo, String table, String history, Clock clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.history = history;
        this.clock = clock;
    }

    @Override
    public Optional<Stored> read(String collection, String id) {
        if (!RecordItem.possible(id)) return Optional.empty();
        return Aws.call("reading records", () -> {
            var item = dynamo.getItem(
                    r -> r.tableName(table).key(DynamoItems.key(collection, id)).consistentRead(true));
            return item.hasItem() ? Optional.of(DynamoItems.stored(item.item())) : Optional.empty();
        });
    }

    @Override
    public Map<String, Stored> read(String collection, List<String> asked) {
        // The service takes no key twice, and no key that it could not have.
        var ids = asked.stream().distinct().filter(RecordItem::possible).toList();
        var found = new HashMap<String, Stored>();
        for (int from = 0; from < ids.size(); from += GET_KEYS) {
            var keys = ids.subList(from, Math.min(from + GET_KEYS, ids.size())).stream()
                    .map(id -> DynamoItems.key(collection, id))
                    .toList();
            Map<String, KeysAndAttributes> rest = Map.of(
                    table,
                    KeysAndAttributes.builder().keys(keys).consistentRead(true).build());
            var patience = new Patience();
            while (!rest.isEmpty()) {
                var now = rest;
                var answer = Aws.call("reading records", () -> dynamo.batchGetItem(r -> r.requestItems(now)));
                for (var item : answer.responses().getOrDefault(table, List.of())) {
                    var record = DynamoItems.stored(item);
                    found.put(record.id(), record);
                }
                rest = answer.unprocessedKeys();
                if (!rest.isEmpty()) patience.pause("records were not read in time");
            }
        }
        return found;
    }

    @Override
    public List<Boolean> write(List<Write> writes) {
        RecordItem.expectPossible(writes);
        var done = new Boolean[writes.size()];
        var group = new ArrayList<Integer>();
        long bytes = 0;
        int items = 0;
        for (int i = 0; i < writes.size(); i++) {
            long size = size(writes.get(i));
            int parts = parts(writes.get(i));
            if (!group.isEmpty() && (items + parts > TRANSACTION_ITEMS || bytes + size > TRANSACTION_BYTES)) {
                write(writes, group, done);
                group.clear();
                bytes = 0;
                items = 0;
            }
            group.add(i);
            bytes += size;
            items += parts;
        }
        if (!group.isEmpty()) write(writes, group, done);
        return Arrays.asList(done);
    }

    private static long size(Write write) {
        long kept = write.keep().isEmpty()
                ? 0
                : write.before().map(DynamoRecordStore::size).orElse(0L);
        return kept + write.next().map(DynamoRecordStore::size).orElse(200L) + 200L * parts(write);
    }

    private static long size(Stored record) {
        return 4L * record.data().length() + 1000;
    }

    /** Items that a write takes. */
    private static int parts(Write write) {
        boolean kept = write.keep().isPresent() && write.before().isPresent();
        return 1 + write.made().size() + write.gone().size() + (kept ? 1 : 0);
    }

    private void write(List<Write> writes, List<Integer> group, Boolean[] done) {
        var patience = new Patience();
        var todo = new ArrayList<>(group);
        while (!todo.isEmpty()) {
            if (todo.size() == 1 && parts(writes.get(todo.get(0))) == 1) {
                done[todo.get(0)] = one(writes.get(todo.get(0)), patience);
                return;
            }
            try {
                // The records first, so that reasons and writes are counted alike.
                var items = new ArrayList<>(
                        todo.stream().map(i -> item(writes.get(i))).toList());
                for (int i : todo) items.addAll(beside(writes.get(i)));
                dynamo.transactWriteItems(r -> r.transactItems(items));
                for (int i : todo) done[i] = true;
                return;
            } catch (TransactionCanceledException e) {
                var reasons = e.cancellationReasons();
                var again = new ArrayList<Integer>();
                for (int i = 0; i < todo.size(); i++) {
                    if ("ConditionalCheckFailed".equals(reasons.get(i).code())) done[todo.get(i)] = false;
                    else again.add(todo.get(i));
                }
                if (again.size() == todo.size()) patience.pause("records could not be written: " + codes(e));
                todo = again;
            } catch (DynamoDbException e) {
                if (!throttled(e)) throw new WorldException("writing records: " + e.getMessage(), e);
                patience.pause("the table is throttled: " + e.getMessage());
            } catch (software.amazon.awssdk.core.exception.SdkException e) {
                throw new WorldException("writing records: " + e.getMessage(), e);
            }
        }
    }

    private boolean one(Write write, Patience patience) {
        while (true) {
            try {
                var item = item(write);
                if (item.put() != null) {
                    dynamo.putItem(r -> r.tableName(table)
                            .item(item.put().item())
                            .conditionExpression(item.put().conditionExpression())
                            .expressionAttributeNames(names(item.put().expressionAttributeNames()))
                            .expressionAttributeValues(values(item.put().expressionAttributeValues())));
                } else {
                    dynamo.deleteItem(r -> r.tableName(table)
                            .key(item.delete().key())
                            .conditionExpression(item.delete().conditionExpression())
                            .expressionAttributeNames(names(item.delete().expressionAttributeNames()))
                            .expressionAttributeValues(values(item.delete().expressionAttributeValues())));
                }
                return true;
            } catch (ConditionalCheckFailedException e) {
                return false;
            } catch (DynamoDbException e) {
                if (!throttled(e)) throw new WorldException("writing a record: " + e.getMessage(), e);
                patience.pause("the table is throttled: " + e.getMessage());
            } catch (software.amazon.awssdk.core.exception.SdkException e) {
                throw new WorldException("writing a record: " + e.getMessage(), e);
            }
        }
    }

    /** The entries that come and go, and what stays of the record as it was. */
    private List<TransactWriteItem> beside(Write write) {
        var items = new ArrayList<TransactWriteItem>();
        for (var entry : write.made()) {
            items.add(TransactWriteItem.builder()
                    .put(p -> p.tableName(table).item(DynamoItems.entry(write.collection(), entry, write.id())))
                    .build());
        }
        for (var entry : write.gone()) {
            items.add(TransactWriteItem.builder()
                    .delete(d -> d.tableName(table).key(DynamoItems.entry(write.collection(), entry, write.id())))
                    .build());
        }
        if (write.keep().isPresent() && write.before().isPresent()) {
            var until = clock.instant().plus(write.keep().get());
            var item =
                    DynamoItems.attributes(RecordItem.ofHistory(write.before().get(), until));
            items.add(TransactWriteItem.builder()
                    .put(p -> p.tableName(history).item(item))
                    .build());
        }
        return items;
    }

    private TransactWriteItem item(Write write) {
        boolean absent = write.expectedRev() == 0;
        var condition = absent ? "attribute_not_exists(pk)" : "#rev = :rev";
        Map<String, String> names = absent ? null : Map.of("#rev", RecordItem.REV);
        Map<String, AttributeValue> values =
                absent ? null : Map.of(":rev", AttributeValue.fromN(Long.toString(write.expectedRev())));
        if (write.next().isPresent()) {
            var item = DynamoItems.attributes(RecordItem.of(write.next().get()));
            return TransactWriteItem.builder()
                    .put(p -> p.tableName(table)
                            .item(item)
                            .conditionExpression(condition)
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values))
                    .build();
        }
        return TransactWriteItem.builder()
                .delete(d -> d.tableName(table)
                        .key(DynamoItems.key(write.collection(), write.id()))
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
                .build();
    }

    /** The SDK gives empty maps back where none were set, and the service takes none of these. */
    private static Map<String, String> names(Map<String, String> names) {
        return names.isEmpty() ? null : names;
    }

    private static Map<String, AttributeValue> values(Map<String, AttributeValue> values) {
        return values.isEmpty() ? null : values;
    }

    /** Characters of records after which a page ends, however few they are. */
    private static final long LARGE_PAGE = 4L << 20;

    @Override
    public Page page(String collection, Filter filter, String cursor, int limit) {
        return filter.valid().filter(valid -> !valid).isPresent()
                        && filter.changedSince().isEmpty()
                ? invalid(collection, cursor, limit)
                : shards(collection, filter, cursor, limit);
    }

    /** By the sparse index: few of many cost little to find. It follows the table within a moment. */
    private Page invalid(String collection, String cursor, int limit) {
        return Aws.call("paging invalid records", () -> {
            var values = Map.of(":collection", AttributeValue.fromS(collection));
            Map<String, AttributeValue> start = null;
            if (!cursor.isEmpty()) {
                if (!RecordItem.possible(cursor)) throw badCursor(cursor);
                start = new HashMap<>(DynamoItems.key(collection, cursor));
                start.put(RecordItem.INVALID, AttributeValue.fromS(collection));
            }
            var begin = start;
            var answer = dynamo.query(r -> r.tableName(table)
                    .indexName(RecordItem.INVALID)
                    .keyConditionExpression("#invalid = :collection")
                    .expressionAttributeNames(Map.of("#invalid", RecordItem.INVALID))
                    .expressionAttributeValues(values)
                    .exclusiveStartKey(begin)
                    .limit(limit));
            var items = answer.items().stream().map(DynamoItems::stored).toList();
            boolean more = answer.hasLastEvaluatedKey() && !items.isEmpty();
            return new Page(
                    items, more ? Optional.of(items.get(items.size() - 1).id()) : Optional.empty());
        });
    }

    private Page shards(String collection, Filter filter, String cursor, int limit) {
        return Aws.call("paging records", () -> {
            int shard = cursor.isEmpty() ? 0 : shard(cursor);
            var after = cursor.substring(cursor.indexOf(':') + 1);
            var items = new ArrayList<Stored>();
            for (; shard < RecordItem.SHARDS; shard++, after = "") {
                Map<String, AttributeValue> start = after.isEmpty()
                        ? null
                        : Map.of(
                                RecordItem.PARTITION,
                                AttributeValue.fromS(RecordItem.partition(collection, shard)),
                                RecordItem.ID,
                                AttributeValue.fromS(after));
                do {
                    var answer = dynamo.query(query(collection, shard, filter)
                            .exclusiveStartKey(start)
                            // With a filter the limit counts what is looked at, so it must not be too small.
                            .limit(Math.max(limit, 200))
                            .build());
                    for (var item : answer.items()) {
                        items.add(DynamoItems.stored(item));
                        if (items.size() == limit) {
                            return new Page(
                                    List.copyOf(items),
                                    Optional.of(
                                            shard + ":" + items.get(limit - 1).id()));
                        }
                    }
                    start = answer.hasLastEvaluatedKey() ? answer.lastEvaluatedKey() : null;
                } while (start != null);
            }
            return new Page(List.copyOf(items), Optional.empty());
        });
    }

    @Override
    public Page page(String collection, Filter filter, int shard, String after, int limit) {
        return Aws.call("paging records", () -> {
            var items = new ArrayList<Stored>();
            long characters = 0;
            // With a filter the limit counts what is looked at, so it must not be too small.
            int looked = filter.equals(Filter.ALL) ? limit : Math.max(limit, 200);
            Map<String, AttributeValue> start = after.isEmpty()
                    ? null
                    : Map.of(
                            RecordItem.PARTITION,
                            AttributeValue.fromS(RecordItem.partition(collection, shard)),
                            RecordItem.ID,
                            AttributeValue.fromS(after));
            do {
                var answer = dynamo.query(query(collection, shard, filter)
                        .exclusiveStartKey(start)
                        .limit(looked)
                        .build());
                for (var item : answer.items()) {
                    var stored = DynamoItems.stored(item);
                    items.add(stored);
                    characters += stored.data().length();
                    if (items.size() == limit || characters > LARGE_PAGE) {
                        return new Page(List.copyOf(items), Optional.of(stored.id()));
                    }
                }
                start = answer.hasLastEvaluatedKey() ? answer.lastEvaluatedKey() : null;
            } while (start != null);
            return new Page(List.copyOf(items), Optional.empty());
        });
    }

    @Override
    public Page find(String collection, String entry, String after, int limit) {
        return Aws.call("finding records", () -> {
            var answer = dynamo.query(r -> r.tableName(table)
                    .consistentRead(true)
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(
                            Map.of(":pk", AttributeValue.fromS(RecordItem.entryPartition(collection, entry))))
                    .exclusiveStartKey(after.isEmpty() ? null : DynamoItems.entry(collection, entry, after))
                    .limit(limit));
            var ids = answer.items().stream()
                    .map(item -> item.get(RecordItem.ID).s())
                    .toList();
            var found = read(collection, ids);
            // One that has changed between the two reads may not carry it any more.
            var items = ids.stream()
                    .map(found::get)
                    .filter(record -> record != null && record.indexed().contains(entry))
                    .toList();
            return new Page(
                    items, answer.hasLastEvaluatedKey() ? Optional.of(ids.get(ids.size() - 1)) : Optional.empty());
        });
    }

    @Override
    public Set<String> complete(String collection) {
        return Aws.call("reading what is indexed", () -> {
            var item = dynamo.getItem(
                    r -> r.tableName(table).key(DynamoItems.about(collection)).consistentRead(true));
            return item.hasItem() ? Set.copyOf(item.item().get("marks").ss()) : Set.of();
        });
    }

    @Override
    public void complete(String collection, Set<String> marks) {
        Aws.call("writing what is indexed", () -> {
            var item = new HashMap<>(DynamoItems.about(collection));
            // There is no empty set.
            if (marks.isEmpty())
                return dynamo.deleteItem(r -> r.tableName(table).key(item));
            item.put("marks", AttributeValue.fromSs(List.copyOf(marks)));
            return dynamo.putItem(r -> r.tableName(table).item(item));
        });
    }

    @Override
    public Page history(String collection, String id, String cursor, int limit) {
        if (!RecordItem.possible(id)) return new Page(List.of(), Optional.empty());
        return Aws.call("reading a record's history", () -> {
            var partition = AttributeValue.fromS(RecordItem.historyPartition(collection, id));
            var now = AttributeValue.fromN(Long.toString(clock.instant().getEpochSecond()));
            var answer = dynamo.query(r -> r.tableName(history)
                    .consistentRead(true)
                    .scanIndexForward(false)
                    .keyConditionExpression("pk = :pk")
                    // The service takes away what is past its time within days.
                    .filterExpression("#expires > :now")
                    .expressionAttributeNames(Map.of("#expires", RecordItem.EXPIRES))
                    .expressionAttributeValues(Map.of(":pk", partition, ":now", now))
                    .exclusiveStartKey(
                            cursor.isEmpty()
                                    ? null
                                    : Map.of(
                                            RecordItem.PARTITION,
                                            partition,
                                            RecordItem.ID,
                                            AttributeValue.fromS(cursor)))
                    .limit(limit));
            var next = answer.hasLastEvaluatedKey()
                    ? Optional.of(answer.lastEvaluatedKey().get(RecordItem.ID).s())
                    : Optional.<String>empty();
            return new Page(answer.items().stream().map(DynamoItems::earlier).toList(), next);
        });
    }

    private static int shard(String cursor) {
        var parts = cursor.split(":", 2);
        boolean number = parts[0].matches("[0-9]{1,2}") && Integer.parseInt(parts[0]) < RecordItem.SHARDS;
        if (!number || parts.length < 2 || !RecordItem.possible(parts[1])) throw badCursor(cursor);
        return Integer.parseInt(parts[0]);
    }

    private static Refused badCursor(String cursor) {
        return new Refused(Problem.of(
                        "request.cursor",
                        "\"" + cursor + "\" is no cursor that a page of these records gave.",
                        "Begin without one, and send what each page gives as next.")
                .in("cursor"));
    }

    private QueryRequest.Builder query(String collection, int shard, Filter filter) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":pk", AttributeValue.fromS(RecordItem.partition(collection, shard)));
        var names = new HashMap<String, String>();
        var filters = new ArrayList<String>();
        filter.valid().ifPresent(valid -> {
            filters.add("#valid = :valid");
            names.put("#valid", RecordItem.VALID);
            values.put(":valid", AttributeValue.fromBool(valid));
        });
        filter.changedSince().ifPresent(since -> {
            filters.add("#updated >= :since");
            names.put("#updated", RecordItem.UPDATED);
            values.put(":since", AttributeValue.fromS(RecordItem.time(since)));
        });
        var query = QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(values);
        if (!filters.isEmpty()) {
            query.filterExpression(String.join(" AND ", filters)).expressionAttributeNames(names);
        }
        return query;
    }

    @Override
    public Map<String, Long> count(String collection) {
        return Aws.call("counting records", () -> {
            long total = 0;
            long valid = 0;
            for (int shard = 0; shard < RecordItem.SHARDS; shard++) {
                Map<String, AttributeValue> start = null;
                do {
                    var answer = dynamo.query(query(collection, shard, new Filter(Optional.of(true), Optional.empty()))
                            .select(Select.COUNT)
                            .exclusiveStartKey(start)
                            .build());
                    total += answer.scannedCount();
                    valid += answer.count();
                    start = answer.hasLastEvaluatedKey() ? answer.lastEvaluatedKey() : null;
                } while (start != null);
            }
            var counts = new LinkedHashMap<String, Long>();
            counts.put("total", total);
            counts.put("valid", valid);
            counts.put("invalid", total - valid);
            return counts;
        });
    }

    private static boolean throttled(DynamoDbException e) {
        var code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        return code.contains("Throttling")
                || code.contains("ProvisionedThroughputExceeded")
                || code.contains("RequestLimitExceeded")
                || code.contains("TransactionInProgress")
                || code.contains("TransactionConflict");
    }

    private static String codes(TransactionCanceledException e) {
        return e.cancellationReasons().stream()
                .map(reason -> reason.code())
                .filter(code -> !"None".equals(code))
                .distinct()
                .toList()
                .toString();
    }

    /** Waits that grow, with full jitter, until patience ends. */
    private final class Patience {
        private final Instant end = clock.instant().plus(PATIENCE);
        private int tries;

        void pause(String why) {
            if (clock.instant().isAfter(end)) throw new WorldException(why, null);
            long longest = Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(tries++, 10));
            try {
                Thread.sleep(CHANCE.nextLong(longest + 1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WorldException(why, e);
            }
        }
    }
}

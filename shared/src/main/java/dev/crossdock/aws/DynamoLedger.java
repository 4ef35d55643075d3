package dev.crossdock.aws;

import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * A ledger in one DynamoDB table: {@code pk}, {@code sk}, {@code version}, {@code body}, {@code expires} (epoch seconds, the
 * table's time to live). DynamoDB deletes what has expired within days, so every read and condition compares the time itself.
 */
public final class DynamoLedger implements Ledger {
    private static final String LIVE = "(attribute_not_exists(#expires) OR #expires > :now)";

    private final DynamoDbClient dynamo;
    private final String table;
    private final Clock clock;

    public DynamoLedger(DynamoDbClient dynamo, String table, Clock clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Optional<Entry> read(String partition, String sort) {
        return Aws.call("reading the ledger", () -> {
            var item = dynamo.getItem(
                    r -> r.tableName(table).key(key(partition, sort)).consistentRead(true));
            return item.hasItem() && live(item.item()) ? Optional.of(entry(item.item())) : Optional.empty();
        });
    }

    @Override
    public Optional<Entry> write(String partition, String sort, long expectedVersion, String body, Instant expires) {
        return Aws.call("writing the ledger", () -> {
            try {
                return Optional.of(
                        expectedVersion == ANY
                                ? overwrite(partition, sort, body, expires)
                                : put(partition, sort, expectedVersion, body, expires));
            } catch (ConditionalCheckFailedException e) {
                return Optional.empty();
            }
        });
    }

    private Entry put(String partition, String sort, long expectedVersion, String body, Instant expires) {
        var item = new HashMap<>(key(partition, sort));
        item.put("version", number(expectedVersion + 1));
        item.put("body", text(body));
        if (expires != null) item.put("expires", number(expires.getEpochSecond()));
        if (expectedVersion == ABSENT) {
            dynamo.putItem(r -> r.tableName(table)
                    .item(item)
                    .conditionExpression("attribute_not_exists(pk) OR #expires <= :now")
                    .expressionAttributeNames(Map.of("#expires", "expires"))
                    .expressionAttributeValues(Map.of(":now", now())));
        } else {
            dynamo.putItem(r -> r.tableName(table)
                    .item(item)
                    .conditionExpression("#version = :expected AND " + LIVE)
                    .expressionAttributeNames(Map.of("#version", "version", "#expires", "expires"))
                    .expressionAttributeValues(Map.of(":expected", number(expectedVersion), ":now", now())));
        }
        return new Entry(partition, sort, expectedVersion + 1, body);
    }

    private Entry overwrite(String partition, String sort, String body, Instant expires) {
        var names = new HashMap<>(Map.of("#version", "version", "#body", "body", "#expires", "expires"));
        var values = new HashMap<>(Map.of(":body", text(body), ":zero", number(0), ":one", number(1)));
        var update = "SET #body = :body, #version = if_not_exists(#version, :zero) + :one";
        if (expires == null) {
            update += " REMOVE #expires";
        } else {
            update += ", #expires = :expires";
            values.put(":expires", number(expires.getEpochSecond()));
        }
        var expression = update;
        var answer = dynamo.updateItem(r -> r.tableName(table)
                .key(key(partition, sort))
                .updateExpression(expression)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW));
        return entry(answer.attributes());
    }

    @Override
    public boolean delete(String partition, String sort, long expectedVersion) {
        return Aws.call("deleting from the ledger", () -> {
            try {
                dynamo.deleteItem(r -> {
                    r.tableName(table).key(key(partition, sort));
                    if (expectedVersion != ANY) {
                        r.conditionExpression("attribute_not_exists(pk) OR #version = :expected")
                                .expressionAttributeNames(Map.of("#version", "version"))
                                .expressionAttributeValues(Map.of(":expected", number(expectedVersion)));
                    }
                });
                return true;
            } catch (ConditionalCheckFailedException e) {
                return false;
            }
        });
    }

    @Override
    public List<Entry> list(String partition, String prefix, String after, int limit) {
        return query(partition, prefix, after, limit, true);
    }

    @Override
    public List<Entry> listBackwards(String partition, String prefix, String before, int limit) {
        return query(partition, prefix, before, limit, false);
    }

    private List<Entry> query(String partition, String prefix, String from, int limit, boolean forward) {
        return Aws.call("listing the ledger", () -> {
            var found = new ArrayList<Entry>();
            Map<String, AttributeValue> start = from.isEmpty() ? null : key(partition, from);
            while (true) {
                var begin = start;
                var answer = dynamo.query(r -> {
                    r.tableName(table)
                            .consistentRead(true)
                            .scanIndexForward(forward)
                            .exclusiveStartKey(begin)
                            .limit(limit - found.size());
                    if (prefix.isEmpty()) {
                        r.keyConditionExpression("pk = :pk").expressionAttributeValues(Map.of(":pk", text(partition)));
                    } else {
                        r.keyConditionExpression("pk = :pk AND begins_with(sk, :prefix)")
                                .expressionAttributeValues(Map.of(":pk", text(partition), ":prefix", text(prefix)));
                    }
                });
                answer.items().stream()
                        .filter(this::live)
                        .map(DynamoLedger::entry)
                        .forEach(found::add);
                // A page may be short or empty and not be the last one.
                if (found.size() >= limit || !answer.hasLastEvaluatedKey()) return found;
                start = answer.lastEvaluatedKey();
            }
        });
    }

    private boolean live(Map<String, AttributeValue> item) {
        var expires = item.get("expires");
        return expires == null || Long.parseLong(expires.n()) > clock.instant().getEpochSecond();
    }

    private AttributeValue now() {
        return number(clock.instant().getEpochSecond());
    }

    private static Entry entry(Map<String, AttributeValue> item) {
        return new Entry(
                item.get("pk").s(),
                item.get("sk").s(),
                Long.parseLong(item.get("version").n()),
                item.get("body").s());
    }

    private static Map<String, AttributeValue> key(String partition, String sort) {
        return Map.of("pk", text(partition), "sk", text(sort));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}

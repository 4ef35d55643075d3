package dev.crossdock.aws;

import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Ledger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * A ledger in one DynamoDB table: {@code pk}, {@code sk}, {@code version}, {@code body}, {@code expires} (epoch seconds, the
 * table's time to live). DynamoDB deletes what has expired within days, so every read and condition compares the time itself.
 *
 * <p>Conditional writes that come at the same time go into one transaction, each with its own condition: against the embedded cloud
 * six times as fast as one by one. A write that is alone is a plain one.
 */
public final class DynamoLedger implements Ledger {
    private static final String LIVE = "(attribute_not_exists(#expires) OR #expires > :now)";

    /** A transaction of more takes longer than those who wait for it like. */
    private static final Together.Bounds TRANSACTION = new Together.Bounds(25, 3_500_000);

    private static final int LANES = 2;
    /** As DynamoDB has it. */
    private static final int MOST_READ = 100;
    /** How often an item may be found in another's transaction. */
    private static final int CONFLICTS = 6;
    /** Asks the system, so that copies of a Lambda's snapshot do not wait alike. */
    private static final RandomGenerator CHANCE = new SecureRandom();

    private final DynamoDbClient dynamo;
    private final String table;
    private final Clock clock;
    private final Together<Change, Outcome> together =
            new Together<>(LANES, TRANSACTION, Change::bytes, Change::place, this::send);

    /** A conditional write: the item as it is to be, and what it must find. */
    private record Change(Map<String, AttributeValue> item, long expectedVersion) {
        /** Of what counts: the texts. At most three bytes a character. */
        int bytes() {
            return 3 * item.get("body").s().length();
        }

        Object place() {
            return List.of(item.get("pk"), item.get("sk"));
        }
    }

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
    public List<Optional<Entry>> readAll(List<Place> places) {
        var found = new HashMap<Place, Entry>();
        for (int from = 0; from < places.size(); from += MOST_READ) {
            var some = places.subList(from, Math.min(places.size(), from + MOST_READ));
            Aws.call("reading the ledger", () -> {
                batch(some, found);
                return null;
            });
        }
        return places.stream()
                .map(place -> Optional.ofNullable(found.get(place)))
                .toList();
    }

    private void batch(List<Place> places, Map<Place, Entry> found) {
        var keys = places.stream()
                .distinct()
                .map(place -> key(place.partition(), place.sort()))
                .toList();
        for (int tries = 1; !keys.isEmpty(); tries++) {
            var asked =
                    KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
            var answer = dynamo.batchGetItem(r -> r.requestItems(Map.of(table, asked)));
            for (var item : answer.responses().getOrDefault(table, List.of())) {
                if (live(item))
                    found.put(new Place(item.get("pk").s(), item.get("sk").s()), entry(item));
            }
            // What the table has no room for now, or what is beyond 16 MB.
            var rest = answer.unprocessedKeys().get(table);
            keys = rest == null ? List.of() : rest.keys();
            if (!keys.isEmpty()) pause(Math.min(tries, CONFLICTS));
        }
    }

    @Override
    public Optional<Entry> write(String partition, String sort, long expectedVersion, String body, Instant expires) {
        if (expectedVersion == ANY) {
            return Aws.call("writing the ledger", () -> Optional.of(overwrite(partition, sort, body, expires)));
        }
        return writeAll(List.of(new Write(partition, sort, expectedVersion, body, expires)))
                .get(0);
    }

    @Override
    public List<Optional<Entry>> writeAll(List<Write> writes) {
        if (writes.stream().anyMatch(write -> write.expectedVersion() == ANY)) return Ledger.super.writeAll(writes);
        var outcomes = together.askAll(writes.stream().map(this::change).toList());
        var answers = new ArrayList<Optional<Entry>>();
        for (var write : writes) {
            boolean written = outcomes.get(answers.size()).known();
            answers.add(written ? Optional.of(entry(write)) : Optional.empty());
        }
        return answers;
    }

    private Change change(Write write) {
        var item = new HashMap<>(key(write.partition(), write.sort()));
        item.put("version", number(write.expectedVersion() + 1));
        item.put("body", text(write.body()));
        if (write.expires() != null) item.put("expires", number(write.expires().getEpochSecond()));
        return new Change(item, write.expectedVersion());
    }

    private static Entry entry(Write write) {
        return new Entry(write.partition(), write.sort(), write.expectedVersion() + 1, write.body());
    }

    /** What became of a change. @param problem null when it is known whether it was written */
    private record Outcome(boolean written, WorldException problem) {
        boolean known() {
            if (problem != null) throw problem;
            return written;
        }
    }

    private List<Outcome> send(List<Change> changes) {
        if (changes.size() == 1) return List.of(alone(changes.get(0)));
        try {
            dynamo.transactWriteItems(
                    r -> r.transactItems(changes.stream().map(this::transacted).toList()));
            return Collections.nCopies(changes.size(), new Outcome(true, null));
        } catch (TransactionCanceledException e) {
            // Nothing was written. Those whose condition failed are told so; the others go by themselves.
            var outcomes = new ArrayList<Outcome>();
            for (int i = 0; i < changes.size(); i++) {
                boolean failed = "ConditionalCheckFailed"
                        .equals(e.cancellationReasons().get(i).code());
                outcomes.add(failed ? new Outcome(false, null) : alone(changes.get(i)));
            }
            return outcomes;
        } catch (DynamoDbException e) {
            // Whether it was written is not known: told as "another version", a writer would take its own for
            // another's.
            if (e.statusCode() >= 500 || e instanceof TransactionInProgressException) throw problem(e);
            // Refused, and nothing was written: one of them is to blame, or there were too many for the table.
            return changes.stream().map(this::alone).toList();
        } catch (SdkException e) {
            throw problem(e);
        }
    }

    private TransactWriteItem transacted(Change change) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table)
                        .item(change.item)
                        .conditionExpression(condition(change))
                        .expressionAttributeNames(names(change))
                        .expressionAttributeValues(values(change)))
                .build();
    }

    private Outcome alone(Change change) {
        for (int tries = 1; ; tries++) {
            try {
                dynamo.putItem(r -> r.tableName(table)
                        .item(change.item)
                        .conditionExpression(condition(change))
                        .expressionAttributeNames(names(change))
                        .expressionAttributeValues(values(change)));
                return new Outcome(true, null);
            } catch (ConditionalCheckFailedException e) {
                return new Outcome(false, null);
            } catch (TransactionConflictException e) {
                // Another process has the item in its transaction, for some milliseconds.
                if (tries == CONFLICTS) return new Outcome(false, problem(e));
                pause(tries);
            } catch (SdkException e) {
                return new Outcome(false, problem(e));
            }
        }
    }

    private static WorldException problem(SdkException e) {
        return new WorldException("writing the ledger: " + e.getMessage(), e);
    }

    private static void pause(int tries) {
        try {
            Thread.sleep(CHANCE.nextLong(10L << tries));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String condition(Change change) {
        return change.expectedVersion == ABSENT
                ? "attribute_not_exists(pk) OR #expires <= :now"
                : "#version = :expected AND " + LIVE;
    }

    private static Map<String, String> names(Change change) {
        return change.expectedVersion == ABSENT
                ? Map.of("#expires", "expires")
                : Map.of("#version", "version", "#expires", "expires");
    }

    private Map<String, AttributeValue> values(Change change) {
        return change.expectedVersion == ABSENT
                ? Map.of(":now", now())
                : Map.of(":expected", number(change.expectedVersion), ":now", now());
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

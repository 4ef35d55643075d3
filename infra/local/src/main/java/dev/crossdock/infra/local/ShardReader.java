package dev.crossdock.infra.local;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * One shard, read in order. A batch that throws is halved until the one change is alone that makes it throw; that one is tried
 * again a finite number of times and then put aside, so that it cannot stop the shard. Waiting between tries does not stop
 * other shards. One thread.
 */
final class ShardReader {
    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

    private static final int TRIMMED = 3;

    /** @return the sequence number from which on the batch failed; empty text when all is done; throws = unknown where */
    interface Call {
        String of(List<Record> batch);
    }

    private final DynamoDbStreamsClient streams;
    private final StreamPlaces places;
    private final DeadLetters deadLetters;
    private final Wires.StreamSource source;
    private final String arn;
    private final String shard;
    private final String function;
    private final Clock clock;
    private final Call call;

    private final Deque<Record> pending = new ArrayDeque<>();
    private String iterator;
    private int trimmed;
    private boolean ended;
    private int slice;
    private int failures;
    private Instant notBefore = Instant.MIN;

    ShardReader(
            DynamoDbStreamsClient streams,
            StreamPlaces places,
            DeadLetters deadLetters,
            Wires.StreamSource source,
            String arn,
            String shard,
            String function,
            Clock clock,
            Call call) {
        this.streams = streams;
        this.places = places;
        this.deadLetters = deadLetters;
        this.source = source;
        this.arn = arn;
        this.shard = shard;
        this.function = function;
        this.clock = clock;
        this.call = call;
        this.slice = source.batchSize();
    }

    boolean done() {
        return ended && pending.isEmpty();
    }

    /** Reads or hands on one batch. @return false when there is nothing to do just now */
    boolean step() {
        if (pending.isEmpty() && !ended) read();
        if (pending.isEmpty()) {
            if (ended) places.end(arn, shard);
            return ended;
        }
        if (clock.instant().isBefore(notBefore)) return false;
        handOn();
        return true;
    }

    private void read() {
        try {
            if (iterator == null) iterator = iterator();
            var page = streams.getRecords(r -> r.shardIterator(iterator).limit(source.batchSize()));
            page.records().stream().filter(this::isNew).forEach(pending::add);
            iterator = page.nextShardIterator();
            ended = iterator == null;
            trimmed = 0;
        } catch (ExpiredIteratorException e) {
            iterator = null;
        } catch (TrimmedDataAccessException e) {
            // DynamoDB Local also says so of a fresh iterator while the first changes are being written (seen): asking
            // again helps.
            // Only when it keeps saying so have changes really been lost, and we go on with the oldest there is.
            trimmed++;
            if (trimmed == TRIMMED)
                LOG.warn("stream.trimmed table={} shard={}", source.table().name(), shard);
            iterator = null;
        }
    }

    private String iterator() {
        var after = places.after(arn, shard);
        boolean horizon = after.isEmpty() || trimmed >= TRIMMED;
        return streams.getShardIterator(r -> {
                    r.streamArn(arn).shardId(shard);
                    if (horizon) r.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                    else
                        r.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                .sequenceNumber(after);
                })
                .shardIterator();
    }

    /** What lies before our place is not handed on again, wherever the iterator began. */
    private boolean isNew(Record record) {
        var after = places.after(arn, shard);
        return after.isEmpty() || new BigInteger(sequence(record)).compareTo(new BigInteger(after)) > 0;
    }

    private void handOn() {
        var batch = new ArrayList<Record>();
        for (var record : pending) {
            if (batch.size() == slice) break;
            batch.add(record);
        }
        String failedFrom;
        try {
            failedFrom = call.of(batch);
        } catch (RuntimeException e) {
            LOG.error("function.failed function={} shard={} changes={}", function, shard, batch.size(), e);
            if (batch.size() > 1 && source.bisect()) {
                slice = (batch.size() + 1) / 2;
                return;
            }
            failedFrom = sequence(batch.get(0));
        }
        if (!sequence(batch.get(0)).equals(failedFrom)) {
            advance(failedFrom);
            failures = 0;
            slice = failedFrom.isEmpty() ? Math.min(source.batchSize(), slice * 2) : source.batchSize();
        }
        if (!failedFrom.isEmpty()) headFailed();
    }

    private void headFailed() {
        var head = pending.peek();
        failures++;
        var age = Duration.between(head.dynamodb().approximateCreationDateTime(), clock.instant());
        if (failures > source.retries() || age.compareTo(source.maxAge()) > 0) {
            deadLetters.put(function, arn, shard, head, failures);
            LOG.error(
                    "change.dead function={} shard={} sequence={} tries={}", function, shard, sequence(head), failures);
            pending.remove();
            places.keep(arn, shard, sequence(head));
            failures = 0;
            slice = source.batchSize();
            return;
        }
        var wait = Duration.ofMillis(500L << Math.min(failures, 10));
        notBefore = clock.instant().plus(wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF);
    }

    /** Drops what is done: everything handed on before {@code failedFrom}; all of the slice when that is empty. */
    private void advance(String failedFrom) {
        String last = null;
        for (int i = 0; i < slice && !pending.isEmpty(); i++) {
            if (sequence(pending.peek()).equals(failedFrom)) break;
            last = sequence(pending.remove());
        }
        if (last != null) places.keep(arn, shard, last);
    }

    private static String sequence(Record record) {
        return record.dynamodb().sequenceNumber();
    }
}

package dev.crossdock.infra.local;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Stands between a table's stream and its function as Lambda's event source mapping does. A shard is begun when its parent is
 * done, so the changes of one item come in their order, and its place is kept durably behind each batch: after a kill, the
 * last batch may come again, nothing is left out.
 */
final class StreamPoller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamPoller.class);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(500);
    private static final Duration SHARDS_EVERY = Duration.ofSeconds(2);

    private final DynamoDbStreamsClient streams;
    private final Lambda lambda;
    private final StreamPlaces places;
    private final DeadLetters deadLetters;
    private final Wires.StreamSource source;
    private final Duration timeout;
    private final String function;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, ShardReader> readers = new HashMap<>();
    private Thread thread;

    StreamPoller(
            DynamoDbStreamsClient streams,
            Lambda lambda,
            StreamPlaces places,
            DeadLetters deadLetters,
            Wires.StreamSource source,
            Wires.Function wired,
            Clock clock) {
        this.streams = streams;
        this.lambda = lambda;
        this.places = places;
        this.deadLetters = deadLetters;
        this.source = source;
        this.timeout = wired.timeout();
        this.function = wired.name();
        this.clock = clock;
    }

    void start() {
        thread = new Thread(this::poll, "stream-" + source.table().name());
        thread.setDaemon(true);
        thread.start();
    }

    private void poll() {
        boolean trouble = false;
        while (stop.getCount() > 0) {
            try {
                var arn = streams.listStreams(r -> r.tableName(source.table().name()))
                        .streams()
                        .get(0)
                        .streamArn();
                trouble = false;
                follow(arn);
            } catch (SdkException e) {
                if (!trouble)
                    LOG.warn(
                            "stream.trouble table={} reason=\"{}\"",
                            source.table().name(),
                            e.getMessage());
                trouble = true;
                readers.clear();
                pause(AFTER_TROUBLE);
            } catch (RuntimeException e) {
                LOG.error("stream.trouble table={}", source.table().name(), e);
                readers.clear();
                pause(AFTER_TROUBLE);
            }
        }
    }

    private void follow(String arn) {
        Map<String, Shard> shards = Map.of();
        long seen = 0;
        while (stop.getCount() > 0) {
            if (shards.isEmpty() || System.nanoTime() - seen > SHARDS_EVERY.toNanos()) {
                shards = shards(arn);
                seen = System.nanoTime();
            }
            boolean busy = false;
            for (var shard : shards.values()) {
                if (stop.getCount() == 0) return;
                if (!ready(arn, shard, shards)) continue;
                var reader = readers.computeIfAbsent(shard.shardId(), id -> reader(arn, id));
                busy |= reader.step();
                if (reader.done()) seen = 0; // its children may begin
            }
            if (!busy) pause(IDLE);
        }
    }

    private boolean ready(String arn, Shard shard, Map<String, Shard> shards) {
        if (places.done(arn, shard.shardId())) return false;
        var parent = shard.parentShardId();
        return parent == null || !shards.containsKey(parent) || places.done(arn, parent);
    }

    private Map<String, Shard> shards(String arn) {
        var shards = new LinkedHashMap<String, Shard>();
        String last = null;
        do {
            var from = last;
            var page = streams.describeStream(r -> r.streamArn(arn).exclusiveStartShardId(from))
                    .streamDescription();
            for (var shard : page.shards()) shards.put(shard.shardId(), shard);
            last = page.lastEvaluatedShardId();
        } while (last != null);
        return shards;
    }

    private ShardReader reader(String arn, String shard) {
        return new ShardReader(
                streams, places, deadLetters, source, arn, shard, function, clock, batch -> call(arn, batch));
    }

    /** @return the sequence number from which on the batch failed; empty text when all is done */
    private String call(String arn, List<Record> batch) {
        var event = Lambda.JSON.createObjectNode();
        var records = event.putArray("Records");
        for (var record : batch) StreamJson.put(records.addObject(), record, arn);
        var answer = lambda.call(function, timeout, event);
        var failures = answer.path("batchItemFailures");
        if (failures.isEmpty()) return "";
        // As Lambda: the lowest failure is the checkpoint.
        int lowest = batch.size();
        for (var failure : failures) {
            var sequence = failure.path("itemIdentifier").asText();
            int index = index(batch, sequence);
            if (index < 0)
                throw new IllegalStateException(function + " answers with an unknown failure \"" + sequence + "\"");
            lowest = Math.min(lowest, index);
        }
        return batch.get(lowest).dynamodb().sequenceNumber();
    }

    private static int index(List<Record> batch, String sequence) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i).dynamodb().sequenceNumber().equals(sequence)) return i;
        }
        return -1;
    }

    private void pause(Duration time) {
        try {
            stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop.countDown();
        if (thread == null) return;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

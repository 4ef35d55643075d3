package dev.crossdock.infra.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What a kill leaves on the disk is all that was answered. */
class CloudKillTest {
    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]*)\"");
    private static final Pattern SEQUENCER = Pattern.compile("\"sequencer\":\"([0-9A-F]*)\"");

    @Test
    void objectsItemsStreamsAndMessagesSurvive(@TempDir Path folder) throws Exception {
        String etag;
        try (var before = CloudProcess.start("--data", folder.toString(), "--keep");
                var s3 = before.client();
                var tables = before.tables()) {
            etag = s3.putObject(r -> r.bucket("crossdock").key("incoming/p.csv"), RequestBody.fromString("sku\nA\n"))
                    .eTag();
            tables.createTable(r -> r.tableName("things")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                    .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                    .streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
            for (int i = 0; i < 20; i++) {
                var item = Map.of("pk", AttributeValue.fromS("item-" + i));
                tables.putItem(r -> r.tableName("things").item(item));
            }
            before.ask("drops-dead", "Action=SendMessage&MessageBody=kept");
            before.kill();
        }
        try (var after = CloudProcess.start("--data", folder.toString());
                var s3 = after.client();
                var tables = after.tables()) {
            assertThat(s3.headObject(r -> r.bucket("crossdock").key("incoming/p.csv"))
                            .eTag())
                    .isEqualTo(etag);
            assertThat(tables.scan(r -> r.tableName("things")).count()).isEqualTo(20);
            assertThat(changes(after)).hasSize(20);
            assertThat(after.ask("drops-dead", "Action=ReceiveMessage")).contains("kept");
            // The queue had it already, so it was not announced a second time.
            assertThat(drain(after)).hasSize(1).allMatch(event -> event.contains("incoming/p.csv"));
        }
    }

    @Test
    void whatAKillKeptFromBeingAnnouncedIsAnnouncedAtTheNextStart(@TempDir Path folder) throws Exception {
        try (var before = CloudProcess.start("--data", folder.toString(), "--keep");
                var s3 = before.client()) {
            for (var name : List.of("created", "unchanged")) {
                s3.putObject(r -> r.bucket("crossdock").key("incoming/" + name), RequestBody.fromString("x"));
            }
            assertThat(drain(before)).hasSize(2);
            before.ask("drops", "Action=PurgeQueue");
            before.kill();
        }
        // As a process leaves it that ends after an object could be seen and before the queue was told.
        var notes = new Drops(folder.resolve("unannounced"), "unused");
        notes.note("incoming/created", "PutObject", "absent");
        notes.note("incoming/never-seen", "PutObject", "absent");
        try (var after = CloudProcess.start("--data", folder.toString())) {
            assertThat(drain(after)).hasSize(1).allMatch(event -> event.contains("incoming/created"));
        }
        assertThat(notes.pending()).isEmpty();
    }

    @Test
    void inTheMidstOfManyDropsNoneIsLost(@TempDir Path folder) throws Exception {
        var answered = new ConcurrentLinkedQueue<String>();
        try (var before = CloudProcess.start("--data", folder.toString(), "--keep");
                var s3 = before.client()) {
            var writers = new ArrayList<Thread>();
            for (int w = 0; w < 4; w++) {
                var prefix = "incoming/" + w + "-";
                var writer = new Thread(() -> {
                    try {
                        for (int i = 0; ; i++) {
                            var key = prefix + i;
                            s3.putObject(r -> r.bucket("crossdock").key(key), RequestBody.fromString("sku\nA\n"));
                            answered.add(key);
                        }
                    } catch (SdkException e) {
                        // killed
                    }
                });
                writer.start();
                writers.add(writer);
            }
            await().atMost(60, TimeUnit.SECONDS).until(() -> answered.size() > 60);
            before.kill();
            for (var writer : writers) writer.join();
        }
        try (var after = CloudProcess.start("--data", folder.toString());
                var s3 = after.client()) {
            var there = new TreeSet<String>();
            s3.listObjectsV2Paginator(r -> r.bucket("crossdock")).contents().forEach(o -> there.add(o.key()));
            assertThat(there).containsAll(answered);
            // S3Proxy's half-written files are nobody's objects.
            assertThat(there).allMatch(key -> key.matches("incoming/\\d-\\d+"));
            s3.putObject(r -> r.bucket("crossdock").key("incoming/later"), RequestBody.fromString("sku\nA\n"));
            var events = drain(after);
            assertThat(events.stream().map(e -> first(KEY, e))).containsAll(there);
            var later =
                    events.stream().filter(e -> e.contains("incoming/later")).findFirst();
            assertThat(events.stream().map(e -> first(SEQUENCER, e)).sorted().reduce((a, b) -> b))
                    .isEqualTo(later.map(e -> first(SEQUENCER, e)));
        }
    }

    @Test
    void aHalfWrittenFileIsGoneAtTheNextStartAndNothingElseIs(@TempDir Path folder) throws Exception {
        var id = "-" + UUID.randomUUID();
        try (var before = CloudProcess.start("--data", folder.toString(), "--keep");
                var s3 = before.client()) {
            s3.putObject(r -> r.bucket("crossdock").key("incoming/orders" + id), RequestBody.fromString("x"));
            before.kill();
        }
        // As a process leaves it that ends while it writes.
        var unfinished = new Unfinished(folder.resolve("unfinished"));
        unfinished.begin("incoming/p.csv");
        Files.writeString(folder.resolve("s3/crossdock/incoming/p.csv" + id), "sku,na");
        try (var after = CloudProcess.start("--data", folder.toString());
                var s3 = after.client()) {
            assertThat(s3.listObjectsV2(r -> r.bucket("crossdock")).contents())
                    .extracting(S3Object::key)
                    .containsExactly("incoming/orders" + id);
        }
        assertThat(unfinished.left()).isEmpty();
    }

    private static List<String> drain(CloudProcess cloud) throws Exception {
        var all = new ArrayList<String>();
        for (int empty = 0; empty < 2; ) {
            var some = cloud.takeDrops();
            if (some.isEmpty()) empty++;
            all.addAll(some);
        }
        return all;
    }

    private static List<?> changes(CloudProcess cloud) {
        try (var streams = cloud.streams()) {
            var arn = streams.listStreams(r -> r.tableName("things"))
                    .streams()
                    .get(0)
                    .streamArn();
            var shards = streams.describeStream(r -> r.streamArn(arn))
                    .streamDescription()
                    .shards();
            return shards.stream()
                    .flatMap(shard -> {
                        var from = streams.getShardIterator(r -> r.streamArn(arn)
                                        .shardId(shard.shardId())
                                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                                .shardIterator();
                        return streams.getRecords(r -> r.shardIterator(from)).records().stream();
                    })
                    .toList();
        }
    }

    private static String first(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        assertThat(match.find()).isTrue();
        return match.group(1);
    }
}

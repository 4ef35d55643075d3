package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The promise that an import survives kill -9, tried on the packaged host: every record there, none twice in the stream, counts
 * right. {@code -Dcrossdock.kills=20 -Dcrossdock.rows=26137} tries harder, {@code -Dcrossdock.seed=N} repeats the moments of an
 * earlier trial.
 */
@Tag("slow")
class KilledHostIT {
    private static final int ROWS = Integer.getInteger("crossdock.rows", 6_000);
    private static final int KILLS = Integer.getInteger("crossdock.kills", 2);

    @TempDir
    Path temp;

    private final long seed = Long.getLong("crossdock.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeEach
    void project() throws IOException {
        TestCloud.onlyEmbedded();
        file("crossdock.yaml", "name: killed\n");
        file("buckets/incoming.yaml", "description: from the warehouse\n");
        file("collections/stock.yaml", "key: sku\n");
        file(
                "jobs/import-stock.yaml",
                "from: { bucket: incoming, files: \"stock*.csv\" }\nto: { collection: stock }\n");
    }

    @Test
    void aHostKilledInTheMiddleOfAnImportEndsItAfterAll() throws Exception {
        var log = temp.resolve("cloud.log");
        try (var cloud = CloudProcess.start(
                TestCloud.LIB, new Settings.Ports(0, 0, 0), Optional.of(temp.resolve("cloud")), log)) {
            var at = cloud.endpoints();
            survives("cloud.s3=" + at.s3(), "cloud.dynamodb=" + at.dynamodb(), "cloud.sqs=" + at.sqs());
        }
    }

    @Test
    void hostAndCloudKilledTogetherEndItAfterAll() throws Exception {
        survives("cloud.lib=" + TestCloud.LIB);
    }

    private void survives(String... cloud) throws Exception {
        try (var host = new HostProcess(temp, cloud)) {
            host.s3().putObject(r -> r.bucket("crossdock").key("incoming/stock.csv"), RequestBody.fromString(rows()));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !host.json("/runs").at("/items/0/id").isMissingNode());
            killSoon(host);
        }
        for (int i = 1; i < KILLS; i++) {
            try (var host = new HostProcess(temp, cloud)) {
                host.url(1);
                killSoon(host);
            }
        }
        try (var host = new HostProcess(temp, cloud)) {
            var run = ended(host);
            assertThat(run.path("state").asText())
                    .as("seed %d, run %s", seed, run)
                    .isEqualTo("succeeded");
            assertThat(run.at("/counts/read").asInt())
                    .as("seed %d, run %s", seed, run)
                    .isEqualTo(ROWS);
            assertThat(run.at("/counts/written").asInt())
                    .as("seed %d, run %s", seed, run)
                    .isEqualTo(ROWS);
            var collection = host.json("/collections/stock");
            assertThat(collection.toString()).as("seed %d", seed).contains("" + ROWS);
            var seen = changes(host);
            assertThat(seen).as("seed %d", seed).hasSize(ROWS);
            assertThat(seen.values()).as("seed %d", seed).containsOnly(1);
        }
    }

    /** The moment is random, and that is the point; nothing is waited for here. */
    private void killSoon(HostProcess host) throws InterruptedException {
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3_000)).toNanos());
        host.kill();
    }

    private static JsonNode ended(HostProcess host) {
        var id = new String[1];
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            id[0] = host.json("/runs").at("/items/0/id").asText();
            return !id[0].isEmpty();
        });
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> host.json("/runs/" + id[0]).path("endedAt").isTextual());
        try {
            return host.json("/runs/" + id[0]);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** How often each record stands in the table's stream. */
    private static Map<String, Integer> changes(HostProcess host) {
        var seen = new HashMap<String, Integer>();
        try (var streams = host.client(DynamoDbStreamsClient.builder(), 3)
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            var arn = streams.listStreams(r -> r.tableName("records"))
                    .streams()
                    .get(0)
                    .streamArn();
            for (var shard : streams.describeStream(r -> r.streamArn(arn))
                    .streamDescription()
                    .shards()) {
                var iterator = streams.getShardIterator(r -> r.streamArn(arn)
                                .shardId(shard.shardId())
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                while (iterator != null) {
                    var at = iterator;
                    var page = streams.getRecords(r -> r.shardIterator(at).limit(1000));
                    if (page.records().isEmpty()) break;
                    for (var record : page.records()) {
                        // What the store notes beside its records has no rev.
                        if (!record.dynamodb().newImage().containsKey("rev")) continue;
                        seen.merge(record.dynamodb().keys().get("sk").s(), 1, Integer::sum);
                    }
                    iterator = page.nextShardIterator();
                }
            }
        }
        return seen;
    }

    private static String rows() {
        var rows = new StringBuilder("sku,location,quantity\n");
        for (int i = 1; i <= ROWS; i++) rows.append("SKU-%05d,oslo-%d,%d%n".formatted(i, i % 7, i % 93));
        return rows.toString();
    }

    private void file(String name, String text) throws IOException {
        var file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

package dev.crossdock.infra.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The cloud for tests: the embedded one, one for all of them, ephemeral, in a process that ends with this one; or, with
 * {@code -Dcrossdock.endpoint=http://localhost:4566}, an emulator that listens there (LocalStack, moto).
 */
final class TestCloud {
    /** Of an emulator that is somewhere else; empty = the embedded cloud. */
    static final Optional<String> ENDPOINT = Optional.ofNullable(System.getProperty("crossdock.endpoint"));

    static final Path ROOT = Path.of(System.getProperty("crossdock.root", "../.."));
    static final Path LIB = ROOT.resolve("infra/cloud/target/cloud/lib");
    private static final String BUCKET = "crossdock";
    private static CloudProcess running;

    private TestCloud() {}

    static synchronized Settings.Endpoints endpoints() {
        if (ENDPOINT.isPresent()) return new Settings.Endpoints(ENDPOINT.get(), ENDPOINT.get(), ENDPOINT.get());
        Assumptions.assumeTrue(
                Files.isDirectory(LIB), "the embedded cloud is not packaged: ./mvnw package -pl infra/cloud");
        if (running == null) {
            try {
                var log = Files.createTempFile("crossdock-test-cloud", ".log");
                log.toFile().deleteOnExit();
                running = CloudProcess.start(LIB, new Settings.Ports(0, 0, 0), Optional.empty(), log);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return running.endpoints();
    }

    /** For tests of what only the embedded cloud has: ports, a data folder, a process that can be killed. */
    static void onlyEmbedded() {
        Assumptions.assumeTrue(ENDPOINT.isEmpty(), "about the embedded cloud, not the one at " + ENDPOINT.orElse(""));
    }

    /** Takes away what the template names, of whoever was here before. An account at AWS is nobody's to be emptied. */
    static void empty() throws IOException {
        var host = URI.create(ENDPOINT.orElseThrow()).getHost();
        if (host.endsWith("amazonaws.com") || host.endsWith("amazonaws.com.cn")) {
            throw new AssertionError(
                    "crossdock.endpoint is " + host + ": it would be emptied. Test a deployment with -Pdeployed.");
        }
        Wires wires;
        try (var in = Files.newInputStream(ROOT.resolve("template.yaml"))) {
            wires = Template.parse(in);
        }
        try (var s3 = s3();
                var dynamo = dynamo();
                var sqs = sqs()) {
            for (var bucket : s3.listBuckets().buckets()) {
                if (!bucket.name().equals(BUCKET)) continue;
                s3.listObjectsV2Paginator(r -> r.bucket(BUCKET))
                        .contents()
                        .forEach(object -> s3.deleteObject(r -> r.bucket(BUCKET).key(object.key())));
                s3.deleteBucket(r -> r.bucket(BUCKET));
            }
            var tables = dynamo.listTables().tableNames();
            for (var table : wires.tables()) {
                if (!tables.contains(table.name())) continue;
                dynamo.deleteTable(r -> r.tableName(table.name()));
                dynamo.waiter().waitUntilTableNotExists(r -> r.tableName(table.name()));
            }
            for (var url : sqs.listQueues().queueUrls()) {
                var name = url.substring(url.lastIndexOf('/') + 1);
                if (wires.queues().stream().anyMatch(queue -> queue.name().equals(name))) {
                    sqs.deleteQueue(r -> r.queueUrl(url));
                }
            }
        }
    }

    static SqsClient sqs() {
        return client(SqsClient.builder(), endpoints().sqs())
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    static DynamoDbClient dynamo() {
        return client(DynamoDbClient.builder(), endpoints().dynamodb())
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.addExecutionInterceptor(new ConsistentReads()))
                .build();
    }

    static DynamoDbStreamsClient streams() {
        return client(DynamoDbStreamsClient.builder(), endpoints().dynamodb())
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    static S3Client s3() {
        return client(S3Client.builder(), endpoints().s3())
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B client(B builder, String endpoint) {
        return builder.endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "locallocal")));
    }
}

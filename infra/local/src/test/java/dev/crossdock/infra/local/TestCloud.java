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

/** The embedded cloud for tests: one for all of them, ephemeral, in a process that ends with this one. */
final class TestCloud {
    static final Path ROOT = Path.of(System.getProperty("crossdock.root", "../.."));
    static final Path LIB = ROOT.resolve("infra/cloud/target/cloud/lib");
    private static CloudProcess running;

    private TestCloud() {}

    static synchronized Settings.Endpoints endpoints() {
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

    static SqsClient sqs() {
        return client(SqsClient.builder(), endpoints().sqs())
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    static DynamoDbClient dynamo() {
        return client(DynamoDbClient.builder(), endpoints().dynamodb())
                .httpClient(UrlConnectionHttpClient.create())
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

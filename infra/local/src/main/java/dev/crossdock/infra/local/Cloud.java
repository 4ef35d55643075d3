package dev.crossdock.infra.local;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.run.Ledger;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The doors to the embedded cloud that the host itself goes through; the functions have their rooms' own. */
@ApplicationScoped
class Cloud {
    private static final String DROPS = "drops";
    private final S3Client s3;
    private final DynamoDbClient dynamo;
    private final SqsClient sqs;
    private final ObjectStore objects;
    private final Ledger ledger;

    Cloud(S3Client s3, DynamoDbClient dynamo, SqsClient sqs, ObjectStore objects, Ledger ledger) {
        this.s3 = s3;
        this.dynamo = dynamo;
        this.sqs = sqs;
        this.objects = objects;
        this.ledger = ledger;
    }

    /** Makes what is missing. A cloud that is not the embedded one is to be told where drops go: {@code crossdock.cloud.notify=true}. */
    void provide(Wires wires) {
        var provision = new Provision(s3, dynamo, sqs);
        var bucket = System.getProperty("crossdock.bucket", "crossdock");
        provision.all(wires, bucket);
        if (Boolean.getBoolean("crossdock.cloud.notify")) provision.tell(bucket, DROPS);
    }

    /** Makes a queue where it is missing. */
    void queue(String name) {
        new Provision(s3, dynamo, sqs)
                .make(new Wires.Queue(name, name.endsWith(".fifo"), Duration.ofSeconds(30), Optional.empty(), 0));
    }

    SqsClient sqs() {
        return sqs;
    }

    ObjectStore objects() {
        return objects;
    }

    Ledger ledger() {
        return ledger;
    }

    /** A new client for the streams of the tables; the caller closes it. */
    DynamoDbStreamsClient streams() {
        return DynamoDbStreamsClient.builder()
                .endpointOverride(URI.create(System.getProperty("crossdock.dynamodb.endpoint")))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "locallocal")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}

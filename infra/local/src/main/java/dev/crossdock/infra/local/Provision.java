package dev.crossdock.infra.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Makes what CloudFormation would have made: bucket, tables and queues of the template, where they are missing. */
final class Provision {
    private static final Logger LOG = LoggerFactory.getLogger(Provision.class);

    private final S3Client s3;
    private final DynamoDbClient dynamo;
    private final SqsClient sqs;

    Provision(S3Client s3, DynamoDbClient dynamo, SqsClient sqs) {
        this.s3 = s3;
        this.dynamo = dynamo;
        this.sqs = sqs;
    }

    void all(Wires wires, String bucket) {
        // Queues first: the bucket's events go to one of them.
        for (var queue : wires.queues()) if (queue.dead().isEmpty()) make(queue);
        for (var queue : wires.queues()) if (queue.dead().isPresent()) make(queue);
        tables(wires);
        make(bucket);
    }

    void tables(Wires wires) {
        wires.tables().forEach(this::make);
    }

    private void make(String bucket) {
        try {
            s3.createBucket(r -> r.bucket(bucket));
            LOG.info("bucket.made name={}", bucket);
        } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
            // as wanted
        }
    }

    /** Has the bucket tell a queue of its drops, as template.yaml's rule does. The embedded cloud does so by itself. */
    void tell(String bucket, String queue) {
        s3.putBucketNotificationConfiguration(r -> r.bucket(bucket)
                .notificationConfiguration(
                        c -> c.queueConfigurations(q -> q.queueArn(arn(queue)).events(Event.S3_OBJECT_CREATED))));
    }

    void make(Wires.Queue queue) {
        if (url(queue.name()).isPresent()) return;
        var attributes = new java.util.EnumMap<QueueAttributeName, String>(QueueAttributeName.class);
        if (queue.fifo()) attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        queue.dead()
                .ifPresent(dead -> attributes.put(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
                                .formatted(arn(dead), queue.maxReceives())));
        sqs.createQueue(r -> r.queueName(queue.name()).attributes(attributes));
        LOG.info("queue.made name={}", queue.name());
    }

    private Optional<String> url(String queue) {
        try {
            return Optional.of(sqs.getQueueUrl(r -> r.queueName(queue)).queueUrl());
        } catch (QueueDoesNotExistException e) {
            return Optional.empty();
        }
    }

    private String arn(String queue) {
        var url = url(queue).orElseThrow(() -> new IllegalStateException("no queue " + queue));
        return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
    }

    private void make(Wires.Table table) {
        try {
            dynamo.createTable(r -> {
                r.tableName(table.name())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(schema(table.key()))
                        .attributeDefinitions(attributes(table.attributes()));
                if (!table.indexes().isEmpty()) r.globalSecondaryIndexes(indexes(table.indexes()));
                if (table.stream()) {
                    r.streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES));
                }
            });
            LOG.info("table.made name={}", table.name());
        } catch (ResourceInUseException e) {
            return;
        }
        dynamo.waiter().waitUntilTableExists(r -> r.tableName(table.name()));
    }

    private static List<AttributeDefinition> attributes(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(e -> AttributeDefinition.builder()
                        .attributeName(e.getKey())
                        .attributeType(e.getValue())
                        .build())
                .toList();
    }

    private static List<GlobalSecondaryIndex> indexes(List<Wires.Index> indexes) {
        return indexes.stream()
                .map(index -> GlobalSecondaryIndex.builder()
                        .indexName(index.name())
                        .keySchema(schema(index.key()))
                        .projection(p -> p.projectionType(ProjectionType.ALL))
                        .build())
                .toList();
    }

    private static List<KeySchemaElement> schema(Wires.Key key) {
        var schema = new ArrayList<KeySchemaElement>();
        schema.add(KeySchemaElement.builder()
                .attributeName(key.hash())
                .keyType(KeyType.HASH)
                .build());
        key.range()
                .ifPresent(range -> schema.add(KeySchemaElement.builder()
                        .attributeName(range)
                        .keyType(KeyType.RANGE)
                        .build()));
        return schema;
    }
}

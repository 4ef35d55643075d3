package dev.crossdock.infra.local;

import dev.crossdock.aws.DynamoLedger;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.LedgerContract;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class DynamoLedgerTest extends LedgerContract {
    private static final String TABLE = "ledger-" + UUID.randomUUID();
    private static DynamoDbClient dynamo;
    private final Clock clock = Clock.systemUTC();

    @BeforeAll
    static void connect() {
        dynamo = TestCloud.dynamo();
        dynamo.createTable(r -> r.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("pk"), text("sk"))
                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
    }

    @AfterAll
    static void disconnect() {
        if (dynamo != null) dynamo.close();
    }

    @Override
    protected Ledger ledger() {
        return new DynamoLedger(dynamo, TABLE, clock);
    }

    @Override
    protected Instant now() {
        return clock.instant();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}

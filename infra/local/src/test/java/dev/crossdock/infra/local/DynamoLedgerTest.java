package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.aws.DynamoLedger;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.LedgerContract;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    /** A transaction with one that DynamoDB refuses is refused as a whole. */
    @Test
    void aWriteThatIsTooLargeSpoilsNoOther() throws Exception {
        var ledger = ledger();
        var threads = Executors.newFixedThreadPool(16);
        try {
            var writes = IntStream.range(0, 64)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        var body = i % 16 == 0 ? "x".repeat(500_000) : "1";
                        return ledger.write("large", "l-" + i, Ledger.ABSENT, body, null)
                                .isPresent();
                    })
                    .toList();
            var answers = threads.invokeAll(writes);
            for (int i = 0; i < answers.size(); i++) {
                var answer = answers.get(i);
                if (i % 16 == 0) assertThatThrownBy(answer::get).cause().isInstanceOf(WorldException.class);
                else assertThat(answer.get()).as("write %d", i).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
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

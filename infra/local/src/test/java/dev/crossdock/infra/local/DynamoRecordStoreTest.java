package dev.crossdock.infra.local;

import dev.crossdock.aws.DynamoRecordStore;
import dev.crossdock.graph.RecordFindContract;
import dev.crossdock.graph.RecordStore;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Over the table as template.yaml makes it. */
class DynamoRecordStoreTest extends RecordFindContract {
    private static DynamoDbClient dynamo;
    private static String table;
    private static String history;

    @BeforeAll
    static void connect() throws Exception {
        dynamo = TestCloud.dynamo();
        try (var template = Files.newInputStream(TestCloud.ROOT.resolve("template.yaml"))) {
            var records = Template.parse(template).tables().stream()
                    .filter(wanted ->
                            wanted.name().contains("records") || wanted.name().contains("history"))
                    .toList();
            new Provision(null, dynamo, null).tables(new Wires(List.of(), List.of(), records));
            table = records.get(0).name();
            history = records.get(1).name();
        }
    }

    @AfterAll
    static void disconnect() {
        if (dynamo != null) dynamo.close();
    }

    @Override
    protected RecordStore store() {
        return new DynamoRecordStore(dynamo, table, history, Clock.systemUTC());
    }
}

package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.crossdock.aws.DynamoLedger;
import dev.crossdock.aws.S3ObjectStore;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.ItemChange;
import dev.crossdock.event.StreamFunction;
import dev.crossdock.event.Streams;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Against the embedded cloud's streams. */
class StreamPollerTest {
    private static final Wires.Key KEY = new Wires.Key("pk", Optional.of("sk"));
    private static final Map<String, String> ATTRIBUTES = Map.of("pk", "S", "sk", "S");

    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final Wires.Table table = new Wires.Table(name, ATTRIBUTES, KEY, List.of(), true);
    private final Wires.Table ledger = new Wires.Table(name + "-ledger", ATTRIBUTES, KEY, List.of(), false);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Clock clock = Clock.systemUTC();
    private DynamoDbClient dynamo;
    private StreamPoller poller;

    @BeforeEach
    void connect() {
        dynamo = TestCloud.dynamo();
        new Provision(TestCloud.s3(), dynamo, TestCloud.sqs())
                .all(new Wires(List.of(), List.of(), List.of(table, ledger)), "crossdock");
    }

    @AfterEach
    void stop() {
        if (poller != null) poller.close();
    }

    @Test
    void changesComeInOrderWithBothImages() {
        start(
                2,
                change -> done.add(change.sequence() + " " + change.before().get("n") + ">"
                        + change.after().get("n")));
        write("a", 1);
        write("a", 2);
        write("a", 2); // changes nothing: no record
        dynamo.deleteItem(r -> r.tableName(name).key(Map.of("pk", text("p"), "sk", text("a"))));
        await().until(() -> done.size() == 3);
        assertThat(done.stream().map(line -> line.split(" ")[1])).containsExactly("null>1", "1>2", "2>null");
    }

    @Test
    void afterARestartTheStreamGoesOnBehindTheLastBatch() {
        start(2, change -> done.add((String) change.keys().get("sk")));
        for (int i = 0; i < 20; i++) write("a%02d".formatted(i), i);
        await().until(() -> done.size() == 20);
        poller.close();
        for (int i = 20; i < 30; i++) write("a%02d".formatted(i), i);
        start(2, change -> done.add((String) change.keys().get("sk")));
        await().until(() -> done.size() >= 30);
        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.range(0, 30).mapToObj("a%02d"::formatted).toList());
    }

    @Test
    void fromTheLowestFailureOnTheBatchComesAgain() {
        var failures = new AtomicInteger(2);
        for (int i = 0; i < 10; i++) write("a" + i, i);
        start(2, change -> {
            if (change.keys().get("sk").equals("a4") && failures.getAndDecrement() > 0)
                throw new IllegalStateException("not yet");
            done.add((String) change.keys().get("sk"));
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> done.size() >= 10);
        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "a" + i).toList());
    }

    @Test
    void aChangeThatMakesItsBatchThrowIsIsolatedPutAsideAndStopsNobody() {
        for (int i = 0; i < 10; i++) write("a" + i, i);
        startRaw(1, new StreamFunction() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public StreamsEventResponse handle(DynamodbEvent event, Invocation invocation) {
                var seen = new java.util.ArrayList<String>();
                var answer = Streams.each(
                        event, change -> seen.add((String) change.keys().get("sk")));
                if (seen.contains("a6")) throw new IllegalStateException("poison");
                done.addAll(seen);
                return answer;
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> done.size() >= 9);
        assertThat(done).containsExactly("a0", "a1", "a2", "a3", "a4", "a5", "a7", "a8", "a9");
        var letters = TestCloud.s3()
                .listObjectsV2(r -> r.bucket("crossdock").prefix(".runs/dead-letters/test/"))
                .contents();
        assertThat(letters).isNotEmpty();
        var letter = TestCloud.s3()
                .getObjectAsBytes(r -> r.bucket("crossdock")
                        .key(letters.get(letters.size() - 1).key()))
                .asUtf8String();
        assertThat(letter).contains("\"sk\":{\"S\":\"a6\"}").contains("RetryAttemptsExhausted");
    }

    private void start(int retries, Consumer<ItemChange> handler) {
        startRaw(retries, new StreamFunction() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public StreamsEventResponse handle(DynamodbEvent event, Invocation invocation) {
                return Streams.each(event, handler);
            }
        });
    }

    private void startRaw(int retries, StreamFunction function) {
        var source = new Wires.StreamSource(table, 100, true, retries, Duration.ofHours(6));
        var wired = new Wires.Function(
                "test", "", Duration.ofSeconds(30), Map.of(), false, List.of(), List.of(source), List.of(), List.of());
        poller = new StreamPoller(
                TestCloud.streams(),
                new InProcess(List.of(function), clock),
                new StreamPlaces(new DynamoLedger(dynamo, ledger.name(), clock), clock),
                new DeadLetters(new S3ObjectStore(TestCloud.s3(), "crossdock"), clock),
                source,
                wired,
                clock);
        poller.start();
    }

    private void write(String id, int n) {
        dynamo.putItem(r -> r.tableName(name)
                .item(Map.of(
                        "pk", text("p"), "sk", text(id), "n", AttributeValue.fromN(new BigDecimal(n).toString()))));
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }
}

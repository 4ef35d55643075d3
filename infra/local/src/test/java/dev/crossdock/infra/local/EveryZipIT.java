package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.access.Access;
import dev.crossdock.infra.local.zips.ZipService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every function.zip, started as Lambda starts it, answers its event, with the embedded cloud behind it. */
@Tag("zips")
class EveryZipIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Lambda takes 50 MB; each MB more is a slower first start. */
    private static final long LARGEST_ZIP = 35L << 20;
    /**
     * Of processors, from a restored snapshot to the answer, which takes a third of it on a quiet machine; what Lambda takes to restore
     * the snapshot is not seen here. A start without a snapshot is printed only: no deployed function begins so.
     */
    private static final Duration MOST_WORK_AFTER_RESTORE = Duration.ofMillis(1200);

    /** Events that are changed by chance. */
    private static final int CHANGED = Integer.getInteger("crossdock.mutations", 200);

    /** Of a run that nobody knows, any more or yet. */
    private static final String RUN = "{\"run\":\"r-0000000000000000\"}";

    private static final Map<String, String> BODIES = Map.of(
            "dispatch", "{\"crossdock\":\"sweep\"}",
            "call-engine", "{\"execution\":\"x-0000000000000000\"}",
            "call-webservice",
                    "{\"alert\":\"gone\",\"event\":{\"kind\":\"run.failed\",\"key\":\"k\",\"title\":\"t\",\"path\":\"/\",\"about\":{}}}");
    private static final String STACK = "zips";
    private static final String TOKEN = "the-first-token-of-a-deployment";

    @TempDir
    static Path data;

    private static Wires wires;
    private static ZipService lambda;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux"),
                "AWS's runtime interface client is native code for Linux");
        try (var in = Files.newInputStream(TestCloud.ROOT.resolve("template.yaml"))) {
            wires = Template.parse(in);
        }
        new Provision(TestCloud.s3(), TestCloud.dynamo(), TestCloud.sqs()).all(wires, STACK);
        var cloud = TestCloud.endpoints();
        lambda = new ZipService(
                wires,
                TestCloud.ROOT.toAbsolutePath().normalize(),
                TestCloud.ROOT.resolve("infra/local/target/runtime").toAbsolutePath(),
                "",
                data,
                Map.of(
                        "CROSSDOCK_TOKEN_SHA256", Access.hash(TOKEN),
                        "CROSSDOCK_BUCKET", STACK,
                        "CROSSDOCK_S3_ENDPOINT", cloud.s3(),
                        "CROSSDOCK_DYNAMODB_ENDPOINT", cloud.dynamodb(),
                        "CROSSDOCK_SQS_ENDPOINT", cloud.sqs()));
    }

    @AfterAll
    static void stop() {
        if (lambda != null) lambda.close();
    }

    @TestFactory
    Stream<DynamicTest> everyFunctionAnswersItsEvent() {
        return wires.functions().stream()
                .map(function -> DynamicTest.dynamicTest(function.name(), () -> answersItsEvent(function)));
    }

    private static void answersItsEvent(Wires.Function function) throws IOException {
        var zip = TestCloud.ROOT.resolve("functions/" + function.name() + "/target/function.zip");
        assertThat(Files.size(zip)).as("bytes of " + zip).isLessThanOrEqualTo(LARGEST_ZIP);
        long began = System.nanoTime();
        answers(function);
        var took = Duration.ofNanos(System.nanoTime() - began);
        var process = lambda.workers().get(function.name()).get(0);
        var work = work(process);
        System.out.printf(
                "%-22s %5.1f MB zip, first answer after %4d ms (%4d ms of work), %3d MB resident%n",
                function.name(), Files.size(zip) / 1e6, took.toMillis(), work.toMillis(), residentKb(process) / 1024);
    }

    @TestFactory
    Stream<DynamicTest> aRestoredSnapshotAnswersSoon() {
        return wires.functions().stream()
                .map(function -> DynamicTest.dynamicTest(function.name(), () -> restoredAnswers(function)));
    }

    private static void restoredAnswers(Wires.Function function) throws InterruptedException {
        long started = System.nanoTime();
        var restore = lambda.primed(function.name());
        var process = lambda.workers().get(function.name()).stream()
                .max(Comparator.comparing(each -> each.info().startInstant().orElseThrow()))
                .orElseThrow();
        var before = work(process);
        long began = System.nanoTime();
        restore.run();
        answers(function);
        var took = Duration.ofNanos(System.nanoTime() - began);
        var work = work(process).minus(before);
        System.out.printf(
                "%-22s primed after %4d ms (%4d ms of work), first answer %4d ms (%4d ms of work) after its restore%n",
                function.name(),
                Duration.ofNanos(began - started).toMillis(),
                before.toMillis(),
                took.toMillis(),
                work.toMillis());
        assertThat(work).as("work from restore to answer of " + function.name()).isLessThan(MOST_WORK_AFTER_RESTORE);
    }

    private static Duration work(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private static void answers(Wires.Function function) {
        var answer = lambda.call(function.name(), PATIENCE, event(function));
        if (function.paths().isEmpty()) {
            assertThat(answer.path("batchItemFailures").isArray())
                    .as(answer.toString())
                    .isTrue();
            assertThat(answer.path("batchItemFailures")).as(answer.toString()).isEmpty();
        } else {
            // A listener that nobody has defined looks as one whose proof is wrong.
            assertThat(answer.path("statusCode").asInt())
                    .as(answer.toString())
                    .isEqualTo(function.name().equals("listener") ? 401 : 200);
        }
    }

    private static JsonNode event(Wires.Function function) {
        var event = Lambda.JSON.createObjectNode();
        if (!function.paths().isEmpty()) {
            var path = function.paths().get(0).path().replaceAll("\\{[^}]+}", "none");
            event.putObject("headers").put("authorization", "Bearer " + TOKEN);
            return event.put("version", "2.0")
                    .put("routeKey", "ANY " + path)
                    .put("rawPath", path)
                    .put("rawQueryString", "")
                    .set("requestContext", http(path));
        }
        var record = event.putArray("Records").addObject();
        if (!function.streams().isEmpty()) {
            record.put("eventID", "1").put("eventName", "INSERT").put("eventSource", "aws:dynamodb");
            var detail = record.putObject("dynamodb").put("SequenceNumber", "1");
            // Of a collection that no trigger watches.
            for (var name : List.of("Keys", "NewImage")) {
                var item = detail.putObject(name);
                item.putObject("pk").put("S", "products#1");
                item.putObject("sk").put("S", "A");
            }
            return event;
        }
        record.put("messageId", "m-1")
                .put("eventSource", "aws:sqs")
                .put("eventSourceARN", "arn:aws:sqs:x:0:" + name(function));
        record.putObject("attributes").put("ApproximateReceiveCount", "1").put("MessageGroupId", "g");
        record.put("body", BODIES.getOrDefault(function.name(), RUN));
        return event;
    }

    private static JsonNode http(String path) {
        var context = Lambda.JSON.createObjectNode().put("stage", "$default");
        context.putObject("http").put("method", "GET").put("path", path).put("sourceIp", "127.0.0.1");
        return context;
    }

    private static String name(Wires.Function function) {
        return function.queues().get(0).queue().name();
    }

    private static long residentKb(ProcessHandle process) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0L);
        }
    }

    @Test
    void whatDoesNotEndInTimeIsKilledAndTheNextCallHasAnother() {
        var buckets = event(function("bucket-api"));
        lambda.call("bucket-api", PATIENCE, buckets);
        var before = lambda.workers().get("bucket-api");
        assertThatThrownBy(() -> lambda.call("bucket-api", Duration.ZERO, buckets))
                .hasMessage("bucket-api: Task timed out after 0.00 seconds");
        await().until(() -> before.stream().anyMatch(process -> !process.isAlive()));
        assertThat(lambda.call("bucket-api", PATIENCE, buckets)
                        .path("statusCode")
                        .asInt())
                .isEqualTo(200);
    }

    @Test
    void oneThatCrashesIsReplaced() {
        var jobs = event(function("control-api"));
        lambda.call("control-api", PATIENCE, jobs);
        lambda.workers().get("control-api").forEach(ProcessHandle::destroyForcibly);
        await().until(() -> !lambda.workers().containsKey("control-api"));
        assertThat(lambda.call("control-api", PATIENCE, jobs).path("statusCode").asInt())
                .isEqualTo(200);
    }

    @Test
    void severalCallsAtOnceHaveSeveralProcesses() {
        var event = event(function("graph-api"));
        var calls = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> lambda.call("graph-api", PATIENCE, event)))
                .toList();
        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(call.join().path("statusCode").asInt()).isEqualTo(200));
        assertThat(lambda.workers().get("graph-api")).hasSizeBetween(1, 3);
    }

    /** What the gateway decodes on its way comes out as it was sent. */
    @Test
    void aPathKeepsItsBlanksAndBars() {
        for (var id : List.of("a|b", "100 % wool", "ä?#")) {
            var event = Lambda.JSON
                    .createObjectNode()
                    .put("version", "2.0")
                    .put("rawPath", "/collections/none/records/" + id);
            event.putObject("headers").put("authorization", "Bearer " + TOKEN);
            event.set("requestContext", http("/collections/none/records/" + id));
            var answer = lambda.call("graph-api", PATIENCE, event);
            assertThat(answer.path("statusCode").asInt()).as(answer.toString()).isEqualTo(404);
            assertThat(answer.path("body").asText()).contains("collection.unknown");
        }
    }

    /**
     * T29: whatever is called a request, the function answers it itself, with a status that blames the sender or none, and goes on in the
     * same process.
     */
    @TestFactory
    Stream<DynamicTest> noEnvelopeMakesAnApiStumble() {
        return wires.functions().stream()
                .filter(function -> !function.paths().isEmpty())
                .map(function -> DynamicTest.dynamicTest(function.name(), () -> survives(function)));
    }

    private static void survives(Wires.Function function) {
        var good = (ObjectNode) event(function);
        answers(function);
        var before = lambda.workers().get(function.name());
        var events = HostileEnvelopes.of(good);
        for (long seed = 1; seed <= CHANGED; seed++) {
            events.put("seed " + seed, HostileEnvelopes.changed(good, seed));
        }
        var stumbled = new TreeMap<String, String>();
        events.forEach((what, event) -> wrong(function, event).ifPresent(why -> stumbled.put(what, why)));
        assertThat(stumbled).as("of " + events.size() + " events").isEmpty();
        assertThat(lambda.workers().get(function.name())).as("processes").isEqualTo(before);
        answers(function);
    }

    /** @return what is wrong with the answer */
    private static Optional<String> wrong(Wires.Function function, JsonNode event) {
        JsonNode answer;
        try {
            answer = lambda.call(function.name(), PATIENCE, event);
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
        int status = answer.path("statusCode").asInt();
        if (status < 200 || status >= 500) return Optional.of(answer.toString());
        var type = answer.path("headers").path("Content-Type").asText("");
        boolean page = type.startsWith("text/html");
        // The console's pages are pages, and nobody's text makes one.
        if (page && (status >= 400 || !function.name().equals("control-api"))) return Optional.of(answer.toString());
        for (var headers = answer.path("headers").properties().iterator(); headers.hasNext(); ) {
            var header = headers.next();
            if (header.getKey().startsWith("x-evil")
                    || header.getValue().asText().matches("(?s).*[\\r\\n].*")) {
                return Optional.of(answer.toString());
            }
        }
        return Optional.empty();
    }

    private static Wires.Function function(String name) {
        return wires.functions().stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

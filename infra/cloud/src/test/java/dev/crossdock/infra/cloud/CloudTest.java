package dev.crossdock.infra.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

class CloudTest {
    private static CloudProcess cloud;
    private static S3Client s3;

    @BeforeAll
    static void start() throws Exception {
        cloud = CloudProcess.start("--ephemeral");
        s3 = cloud.client();
    }

    @AfterAll
    static void end() {
        s3.close();
        cloud.close();
    }

    private static String put(String key, String content) {
        return s3.putObject(r -> r.bucket("crossdock").key(key), RequestBody.fromString(content))
                .eTag();
    }

    @Test
    void ofManyWhoCreateTheSameObjectOneWins() throws Exception {
        var threads = Executors.newFixedThreadPool(16);
        try {
            var writers = IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            s3.putObject(
                                    r -> r.bucket("crossdock").key("race/one").ifNoneMatch("*"),
                                    RequestBody.fromString("writer " + i));
                            return true;
                        } catch (S3Exception e) {
                            assertThat(e.statusCode()).isIn(412, 409);
                            return false;
                        }
                    })
                    .toList();
            int won = 0;
            for (var writer : threads.invokeAll(writers)) won += writer.get() ? 1 : 0;
            assertThat(won).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDeleteNamesTheStateItMeans() {
        var first = put("incoming/state", "first");
        var second = put("incoming/state", "second");
        assertThatThrownBy(() -> s3.deleteObject(
                        r -> r.bucket("crossdock").key("incoming/state").ifMatch(first)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(s3.headObject(r -> r.bucket("crossdock").key("incoming/state"))
                        .eTag())
                .isEqualTo(second);
        s3.deleteObject(r -> r.bucket("crossdock").key("incoming/state").ifMatch(second));
    }

    /** A delete that names an older state never takes the newer one away, however they race. */
    @Test
    void aRaceOfPutAndConditionalDeleteKeepsTheNewerObject() throws Exception {
        var threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 40; i++) {
                var old = put("race/drop", "old " + i);
                var text = "new " + i;
                var delete = threads.submit(() -> {
                    try {
                        s3.deleteObject(
                                r -> r.bucket("crossdock").key("race/drop").ifMatch(old));
                    } catch (S3Exception e) {
                        assertThat(e.statusCode()).isEqualTo(412);
                    }
                });
                var write = threads.submit(() -> put("race/drop", text));
                delete.get();
                write.get();
                assertThat(s3.getObjectAsBytes(r -> r.bucket("crossdock").key("race/drop"))
                                .asUtf8String())
                        .isEqualTo(text);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void putCopyAndCompletedMultipartAreAnnouncedWithTheirRawKeys() {
        put("incoming/a b+c%20ø.csv", "sku\nA\n");
        s3.copyObject(r -> r.sourceBucket("crossdock")
                .sourceKey("incoming/a b+c%20ø.csv")
                .destinationBucket("crossdock")
                .destinationKey("incoming/copy.csv"));
        var upload = s3.createMultipartUpload(r -> r.bucket("crossdock").key("incoming/parts.csv"))
                .uploadId();
        var part = s3.uploadPart(
                        r -> r.bucket("crossdock")
                                .key("incoming/parts.csv")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("sku\nB\n"))
                .eTag();
        s3.completeMultipartUpload(r -> r.bucket("crossdock")
                .key("incoming/parts.csv")
                .uploadId(upload)
                .multipartUpload(m ->
                        m.parts(CompletedPart.builder().partNumber(1).eTag(part).build())));
        put(".runs/r-1/report.json", "{}");
        var told = new ArrayList<String>();
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            told.addAll(drops(cloud));
            assertThat(told).anyMatch(e -> e.contains("\"key\":\"incoming/a b+c%20ø.csv\"") && e.contains("PutObject"));
            assertThat(told).anyMatch(e -> e.contains("\"key\":\"incoming/copy.csv\"") && e.contains("CopyObject"));
            assertThat(told)
                    .anyMatch(
                            e -> e.contains("\"key\":\"incoming/parts.csv\"") && e.contains("CompleteMultipartUpload"));
        });
        assertThat(told).noneMatch(event -> event.contains(".runs/"));
    }

    @Test
    void afterAKillEverythingIsThereAndDropsAreAnnouncedAgain(@TempDir Path folder) throws Exception {
        var before = CloudProcess.start("--data", folder.toString(), "--keep");
        String etag;
        try (var client = before.client()) {
            etag = client.putObject(
                            r -> r.bucket("crossdock").key("incoming/p.csv"), RequestBody.fromString("sku\nA\n"))
                    .eTag();
            client.putObject(r -> r.bucket("crossdock").key("incoming/gone.csv"), RequestBody.fromString("x"));
            client.deleteObject(r -> r.bucket("crossdock").key("incoming/gone.csv"));
        }
        dynamo(before, "CreateTable", """
                {"TableName":"things","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
                "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}""");
        dynamo(before, "PutItem", "{\"TableName\":\"things\",\"Item\":{\"pk\":{\"S\":\"one\"}}}");
        form(before, "Action=SendMessage&QueueUrl=x&MessageBody=kept", "drops-dead");
        before.kill();
        try (var after = CloudProcess.start("--data", folder.toString());
                var client = after.client()) {
            assertThat(client.headObject(r -> r.bucket("crossdock").key("incoming/p.csv"))
                            .eTag())
                    .isEqualTo(etag);
            assertThat(dynamo(after, "GetItem", "{\"TableName\":\"things\",\"Key\":{\"pk\":{\"S\":\"one\"}}}"))
                    .contains("one");
            var told = new ArrayList<String>();
            await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
                told.addAll(drops(after));
                assertThat(told).anyMatch(event -> event.contains("incoming/p.csv"));
            });
            assertThat(form(after, "Action=ReceiveMessage", "drops-dead")).contains("kept");
        }
    }

    @Test
    void itDiesWithItsStandardInput() throws Exception {
        try (var child = CloudProcess.start("--ephemeral")) {
            child.process.getOutputStream().close();
            assertThat(child.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void askedToKeepItOutlivesItsStandardInput() throws Exception {
        try (var child = CloudProcess.start("--ephemeral", "--keep")) {
            child.process.getOutputStream().close();
            assertThat(child.process.waitFor(1, TimeUnit.SECONDS)).isFalse();
            try (var client = child.client()) {
                assertThat(client.listBuckets().buckets()).hasSize(1);
            }
        }
    }

    @Test
    void aPortThatIsTakenIsSaidInOneLine() throws Exception {
        var taken = URI.create(cloud.s3).getPort();
        assertThat(failure("--ephemeral", "--s3-port", "" + taken))
                .startsWith("cloud.port-in-use · 127.0.0.1:" + taken + ": ")
                .contains("--s3-port");
    }

    @Test
    void aFolderThatIsHeldIsSaidInOneLine(@TempDir Path folder) throws Exception {
        try (var holder = CloudProcess.start("--data", folder.toString())) {
            assertThat(holder.process.isAlive()).isTrue();
            assertThat(failure("--data", folder.toString())).startsWith("cloud.data-locked · " + folder);
        }
    }

    @Test
    void wrongUseIsSaidInOneLine() throws Exception {
        assertThat(failure("--data")).startsWith("cloud.usage: --data needs a value.");
        assertThat(failure("--ephemeral", "--prot", "1")).startsWith("cloud.usage: \"--prot\" is no option.");
        assertThat(failure("--ephemeral", "--s3-port", "x")).contains("\"x\" is no port");
    }

    private static String failure(String... arguments) throws Exception {
        var process = CloudProcess.launch(arguments);
        var said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isIn(CloudProblem.WRONG_USE, CloudProblem.CANNOT_START);
        assertThat(said.lines()).hasSize(1);
        return said;
    }

    /** Takes what waits on the queue of drops. */
    private static List<String> drops(CloudProcess from) throws Exception {
        var answer = form(from, "Action=ReceiveMessage&MaxNumberOfMessages=10&WaitTimeSeconds=1", "drops");
        var bodies = new ArrayList<String>();
        for (var part : answer.split("<Body>")) {
            if (part.contains("</Body>")) {
                bodies.add(part.substring(0, part.indexOf("</Body>"))
                        .replace("&quot;", "\"")
                        .replace("&amp;", "&"));
            }
        }
        return bodies;
    }

    private static String form(CloudProcess to, String form, String queue) throws Exception {
        return post(to.sqs + "/000000000000/" + queue, form, "application/x-www-form-urlencoded", "");
    }

    private static String dynamo(CloudProcess to, String operation, String body) throws Exception {
        return post(to.dynamo + "/", body, "application/x-amz-json-1.0", "DynamoDB_20120810." + operation);
    }

    private static String post(String to, String body, String type, String target) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(to))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
                                + "SignedHeaders=host, Signature=" + URLEncoder.encode("none", StandardCharsets.UTF_8))
                .header("X-Amz-Target", target.isEmpty() ? "none" : target)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer.body();
    }
}

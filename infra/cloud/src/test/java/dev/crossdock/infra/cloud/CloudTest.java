package dev.crossdock.infra.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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

    /** Of bodies that fit no socket's buffer: cut off while it is sent, a refusal would look like a failure of the network. */
    @Test
    void whoeverIsRefusedHearsWhy() {
        var body = RequestBody.fromBytes(new byte[4 << 20]);
        put("incoming/there", "already");
        for (int i = 0; i < 20; i++) {
            refused(() -> s3.putObject(
                    r -> r.bucket("crossdock").key("incoming/there").ifNoneMatch("*"), body));
            assertThatThrownBy(() -> s3.putObject(r -> r.bucket("crossdock").key("incoming/" + "x".repeat(219)), body))
                    .isInstanceOfSatisfying(S3Exception.class, e -> {
                        assertThat(e.statusCode()).isEqualTo(400);
                        assertThat(e.getMessage()).contains("more than 218 bytes");
                    });
        }
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

    /** As above, where the state that the delete names is long gone: what appears now came later. */
    @Test
    void aLateConditionalDeleteLeavesWhatAppearsMeanwhile() throws Exception {
        var threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 40; i++) {
                var key = "race/late-" + i;
                var write = threads.submit(() -> put(key, "new"));
                var delete = threads.submit(() -> {
                    try {
                        s3.deleteObject(r -> r.bucket("crossdock").key(key).ifMatch("\"0123\""));
                    } catch (S3Exception e) {
                        assertThat(e.statusCode()).isIn(404, 412);
                    }
                });
                write.get();
                delete.get();
                assertThat(s3.getObjectAsBytes(r -> r.bucket("crossdock").key(key))
                                .asUtf8String())
                        .isEqualTo("new");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ofManyWhoReplaceTheSameStateOneWins() throws Exception {
        for (var prefix : List.of("race/", ".runs/")) {
            var first = put(prefix + "state", "first");
            var threads = Executors.newFixedThreadPool(16);
            try {
                var writers = IntStream.range(0, 16)
                        .<Callable<Integer>>mapToObj(i -> () -> {
                            try {
                                s3.putObject(
                                        r -> r.bucket("crossdock")
                                                .key(prefix + "state")
                                                .ifMatch(first),
                                        RequestBody.fromString("writer " + i));
                                return 200;
                            } catch (S3Exception e) {
                                return e.statusCode();
                            }
                        })
                        .toList();
                var answers = new ArrayList<Integer>();
                for (var writer : threads.invokeAll(writers)) answers.add(writer.get());
                assertThat(answers).containsOnly(200, 412).containsOnlyOnce(200);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void readsAndCopiesNameTheStateTheyMean() {
        var first = put("incoming/named", "first");
        var second = s3.putObject(
                        r -> r.bucket("crossdock").key("incoming/named").metadata(Map.of("origin", "shop")),
                        RequestBody.fromString("second"))
                .eTag();
        refused(() -> s3.getObjectAsBytes(
                r -> r.bucket("crossdock").key("incoming/named").ifMatch(first)));
        refused(() -> copy("incoming/named", first, "archive/named"));
        copy("incoming/named", second, "archive/named");
        assertThat(s3.headObject(r -> r.bucket("crossdock").key("archive/named"))
                        .metadata())
                .containsEntry("origin", "shop");
    }

    @Test
    void anUploadInPartsIsCompletedOnlyWhereNothingIs() {
        put("incoming/there", "there");
        var upload = s3.createMultipartUpload(r -> r.bucket("crossdock").key("incoming/there"))
                .uploadId();
        var part = s3.uploadPart(
                        r -> r.bucket("crossdock")
                                .key("incoming/there")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("other"))
                .eTag();
        refused(() -> s3.completeMultipartUpload(r -> r.bucket("crossdock")
                .key("incoming/there")
                .uploadId(upload)
                .ifNoneMatch("*")
                .multipartUpload(m ->
                        m.parts(CompletedPart.builder().partNumber(1).eTag(part).build()))));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("crossdock").key("incoming/there"))
                        .asUtf8String())
                .isEqualTo("there");
    }

    @Test
    void whoeverHasAPresignedUrlPutsWithoutKeys() throws Exception {
        var url = presigned("incoming/presigned ø.csv");
        assertThat(send(url, "sku\nA\n")).isEqualTo(200);
        assertThat(s3.headObject(r -> r.bucket("crossdock").key("incoming/presigned ø.csv"))
                        .contentLength())
                .isEqualTo(6);
        assertThat(send(URI.create(url.toString().replace("presigned", "other")), "x"))
                .isEqualTo(403);
    }

    /** A sender that stalls half way: others write and delete the same key meanwhile, and are not overtaken by half a body. */
    @Test
    void aSlowUploadKeepsNobodyWaiting() throws Exception {
        var url = presigned("incoming/slow.csv");
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            var out = socket.getOutputStream();
            out.write(("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                            + "\r\nContent-Length: 10\r\n\r\nhalf ")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            var etag = put("incoming/slow.csv", "whole");
            s3.deleteObject(r -> r.bucket("crossdock").key("incoming/slow.csv").ifMatch(etag));
            out.write("whole".getBytes(StandardCharsets.UTF_8));
            out.flush();
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).contains("200");
        }
        assertThat(s3.getObjectAsBytes(r -> r.bucket("crossdock").key("incoming/slow.csv"))
                        .asUtf8String())
                .isEqualTo("half whole");
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
            told.addAll(cloud.takeDrops());
            assertThat(told).anyMatch(e -> e.contains("\"key\":\"incoming/a b+c%20ø.csv\"") && e.contains("PutObject"));
            assertThat(told).anyMatch(e -> e.contains("\"key\":\"incoming/copy.csv\"") && e.contains("CopyObject"));
            assertThat(told)
                    .anyMatch(
                            e -> e.contains("\"key\":\"incoming/parts.csv\"") && e.contains("CompleteMultipartUpload"));
        });
        assertThat(told).noneMatch(event -> event.contains(".runs/") || event.contains(".s3proxy"));
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

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
    }

    private static void copy(String from, String etag, String to) {
        s3.copyObject(r -> r.sourceBucket("crossdock")
                .sourceKey(from)
                .copySourceIfMatch(etag)
                .destinationBucket("crossdock")
                .destinationKey(to));
    }

    private static URI presigned(String key) throws Exception {
        try (var presigner = cloud.presigner()) {
            return presigner
                    .presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .putObjectRequest(r -> r.bucket("crossdock").key(key)))
                    .url()
                    .toURI();
        }
    }

    private static int send(URI url, String body) throws Exception {
        var request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(20))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}

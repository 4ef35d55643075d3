package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.aws.S3Uploads;
import dev.crossdock.bucket.Uploads;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A large file in parts, sent to the addresses that were given for them, with a break in between. */
class S3UploadsTest {
    @Test
    void whatArrivedBeforeABreakIsKnownAndTheRestCompletesTheFile() throws Exception {
        var key = "incoming/uploads-test.csv";
        try (var s3 = TestCloud.s3();
                var presigner = presigner()) {
            var uploads = new S3Uploads(s3, presigner, "crossdock");
            var upload = uploads.start(key, "text/csv");
            assertThat(uploads.sent(key, upload)).contains(List.of());
            var first = put(uploads.address(key, upload, 1, Duration.ofMinutes(5)), new byte[5 << 20]);
            var sent = uploads.sent(key, upload).orElseThrow();
            assertThat(sent).containsExactly(new Uploads.Sent(1, first, 5 << 20));
            var second = put(uploads.address(key, upload, 2, Duration.ofMinutes(5)), new byte[10]);
            assertThat(uploads.sent(key, upload).orElseThrow())
                    .extracting(Uploads.Sent::number)
                    .containsExactly(1, 2);
            var parts = List.of(
                    new Uploads.Part(2, second), new Uploads.Part(1, sent.get(0).etag()));
            assertThat(uploads.complete(key, upload, parts, false)).isEqualTo(Uploads.Completed.DONE);
            assertThat(s3.headObject(r -> r.bucket("crossdock").key(key)).contentLength())
                    .isEqualTo((5 << 20) + 10);
            // S3 knows it no more; the embedded one says that nothing was sent.
            assertThat(uploads.sent(key, upload).orElse(List.of())).isEmpty();
            s3.deleteObject(r -> r.bucket("crossdock").key(key));
        }
    }

    private static String put(URI address, byte[] content) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("ETag").orElseThrow().replace("\"", "");
    }

    private static S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(URI.create(TestCloud.endpoints().s3()))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "locallocal")))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }
}

package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class AwsSignatureTest {
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static AwsSignature signature(String service, String session) {
        return new AwsSignature("us-east-1", service, "AKIDEXAMPLE", new Secret(SECRET), new Secret(session));
    }

    private static Http.Call call(String method, String uri, Map<String, String> headers, String body) {
        return new Http.Call(method, URI.create(uri), headers, body.getBytes(StandardCharsets.UTF_8), 1 << 20, false);
    }

    /** From AWS's own published suite: get-vanilla, post-vanilla. */
    @Test
    void thePublishedSignaturesComeOut() {
        assertThat(signature("service", "")
                        .headers(call("GET", "https://example.amazonaws.com/", Map.of(), ""), NOW)
                        .get("Authorization"))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date,"
                        + " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        assertThat(signature("service", "")
                        .headers(call("POST", "https://example.amazonaws.com/", Map.of(), ""), NOW)
                        .get("Authorization"))
                .endsWith("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    /** The SDK's signer is the judge of the rest: paths, queries, headers, bodies, S3's own rules, temporary credentials. */
    @Test
    void randomCallsAreSignedAsTheSdkSignsThem() {
        var random = new Random(11);
        var paths = List.of("", "/", "/a/b", "/a//b", "/a/./b/../c", "/%C3%A4%20x", "/a+b", "/a*b~c", "/a%2Fb", "/a/");
        var queries = List.of(
                "",
                "a=1",
                "b=2&a=1",
                "a=1&a=0",
                "flag",
                "a=%20x&a-b=1&a=",
                "k=%C3%A4%2F",
                "x=~*",
                "a%3D=b",
                "ab=1&a=2");
        for (int i = 0; i < 500; i++) {
            var service = List.of("execute-api", "s3", "service").get(random.nextInt(3));
            var query = queries.get(random.nextInt(queries.size()));
            var uri = "https://example.amazonaws.com" + (random.nextInt(4) == 0 ? ":8443" : "")
                    + paths.get(random.nextInt(paths.size())) + (query.isEmpty() ? "" : "?" + query);
            var headers = new HashMap<String, String>(Map.of("Content-Type", "application/json"));
            if (random.nextBoolean()) headers.put("X-Trace", "  a   b ");
            headers.put("User-Agent", "crossdock");
            var call = call(
                    List.of("GET", "POST", "PUT").get(random.nextInt(3)), uri, headers, "{}".repeat(random.nextInt(3)));
            var session = random.nextBoolean() ? "token/+=" : "";
            var theirs = sdk(call, service, session);
            // What they add is a header like any other.
            var same = new HashMap<>(call.headers());
            theirs.forEach((name, value) -> {
                if (name.equalsIgnoreCase("x-amz-content-sha256")) same.put("X-Amz-Content-Sha256", value);
            });
            var ours = signature(service, session)
                    .headers(new Http.Call(call.method(), call.uri(), same, call.body(), 1, false), NOW);
            assertThat(ours.get("Authorization"))
                    .as(service + " " + call.method() + " " + uri)
                    .isEqualTo(theirs.get("authorization"));
        }
    }

    private static Map<String, String> sdk(Http.Call call, String service, String session) {
        var identity = session.isEmpty()
                ? AwsCredentialsIdentity.create("AKIDEXAMPLE", SECRET)
                : AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", SECRET, session);
        var request = SdkHttpRequest.builder().uri(call.uri()).method(SdkHttpMethod.fromValue(call.method()));
        call.headers().forEach(request::putHeader);
        var signed = AwsV4HttpSigner.create()
                .sign(asked -> asked.identity(identity)
                        .request(request.build())
                        .payload(() -> new ByteArrayInputStream(call.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !service.equals("s3"))
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !service.equals("s3"))
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)));
        var headers = new HashMap<String, String>();
        signed.request().headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return headers;
    }
}

package dev.crossdock.infra.cloud;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The embedded cloud as its users start it: a child JVM. */
final class CloudProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready s3 (\\S+) dynamodb (\\S+) sqs (\\S+)");

    private static final StaticCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "locallocal"));

    final Process process;
    final String s3;
    final String dynamo;
    final String sqs;

    private CloudProcess(Process process, String s3, String dynamo, String sqs) {
        this.process = process;
        this.s3 = s3;
        this.dynamo = dynamo;
        this.sqs = sqs;
    }

    static CloudProcess start(String... arguments) throws IOException {
        var process = launch(arguments);
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var line = out.readLine();
        var ready = READY.matcher(String.valueOf(line));
        if (!ready.matches()) throw new IllegalStateException("the cloud said: " + line);
        return new CloudProcess(process, ready.group(1), ready.group(2), ready.group(3));
    }

    static Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CloudMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
    }

    S3Client client() {
        return S3Client.builder()
                .endpointOverride(URI.create(s3))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(KEYS)
                .build();
    }

    S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(URI.create(s3))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .region(Region.US_EAST_1)
                .credentialsProvider(KEYS)
                .build();
    }

    DynamoDbClient tables() {
        return DynamoDbClient.builder()
                .endpointOverride(URI.create(dynamo))
                .region(Region.US_EAST_1)
                .credentialsProvider(KEYS)
                .build();
    }

    DynamoDbStreamsClient streams() {
        return DynamoDbStreamsClient.builder()
                .endpointOverride(URI.create(dynamo))
                .region(Region.US_EAST_1)
                .credentialsProvider(KEYS)
                .build();
    }

    /** Takes some of what waits on the queue of drops: each message's body; waits for up to a second. */
    List<String> takeDrops() throws Exception {
        var answer = ask("drops", "Action=ReceiveMessage&MaxNumberOfMessages=10&WaitTimeSeconds=1");
        var bodies = new ArrayList<String>();
        var body = Pattern.compile("<Body>(.*?)</Body>", Pattern.DOTALL).matcher(answer);
        while (body.find()) bodies.add(body.group(1).replace("&quot;", "\"").replace("&amp;", "&"));
        return bodies;
    }

    /** By SQS's query protocol, which needs no client. */
    String ask(String queue, String form) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(sqs + "/000000000000/" + queue))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IllegalStateException(answer.body());
        return answer.body();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

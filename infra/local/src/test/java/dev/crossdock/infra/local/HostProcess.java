package dev.crossdock.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The packaged host in a process of its own, as {@code crossdock up} starts it. */
final class HostProcess implements AutoCloseable {
    private static final Path JAR = TestCloud.ROOT.resolve("infra/local/target/quarkus-app/quarkus-run.jar");
    private static final Pattern READY = Pattern.compile("ready (\\S+) s3 (\\S+) dynamodb (\\S+) sqs (\\S+)");

    private final Process process;
    private final Path errors;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    /** On the cloud that the tests have: an embedded one of its own, or an emulator that is emptied first. */
    static HostProcess of(Path project) throws IOException {
        if (TestCloud.ENDPOINT.isEmpty()) return new HostProcess(project, "cloud.lib=" + TestCloud.LIB);
        TestCloud.empty();
        var cloud = TestCloud.endpoints();
        return new HostProcess(
                project,
                "cloud.s3=" + cloud.s3(),
                "cloud.dynamodb=" + cloud.dynamodb(),
                "cloud.sqs=" + cloud.sqs(),
                "cloud.notify=true");
    }

    /** @param settings {@code crossdock.NAME=VALUE} without the {@code crossdock.} */
    HostProcess(Path project, String... settings) throws IOException {
        this(project, Map.of(), settings);
    }

    /** @param variables of the environment, besides ours */
    HostProcess(Path project, Map<String, String> variables, String... settings) throws IOException {
        errors = Files.createTempFile("crossdock-host", ".log");
        errors.toFile().deleteOnExit();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dcrossdock.parent=stdin",
                "-Dcrossdock.project=" + project));
        for (var setting : settings) command.add("-Dcrossdock." + setting);
        // The same scenarios, with every function in a process of its own.
        if (System.getenv("CROSSDOCK_TEST_ZIPS") != null)
            command.add("-Dcrossdock.zips=" + TestCloud.ROOT.toAbsolutePath().normalize());
        command.addAll(List.of("-jar", JAR.toString()));
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(variables);
        process = builder.start();
        var reader = new Thread(this::listen);
        reader.setDaemon(true);
        reader.start();
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (READY.matcher(line).matches()) ready.complete(line);
            }
        } catch (IOException e) {
            // as its end
        }
        ready.completeExceptionally(new IllegalStateException("the host ended before it was ready"));
    }

    /** Where it serves, once it does. @param which 1 = HTTP, 2 = S3, 3 = DynamoDB, 4 = SQS */
    String url(int which) {
        try {
            var line = READY.matcher(ready.get(120, TimeUnit.SECONDS));
            line.matches();
            return line.group(which);
        } catch (Exception e) {
            throw new AssertionError(errors(), e);
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url(1) + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return Lambda.JSON.readTree(get(path).body());
    }

    S3Client s3() {
        return client(S3Client.builder(), 2)
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** @param which as of {@link #url} */
    <B extends AwsClientBuilder<B, ?>> B client(B builder, int which) {
        return builder.endpointOverride(URI.create(url(which)))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "locallocal")));
    }

    ProcessHandle cloud() {
        return process.children().findFirst().orElseThrow();
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** @return the exit code */
    int end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return exit();
    }

    int exit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("the host does not end\n" + errors());
        return process.exitValue();
    }

    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

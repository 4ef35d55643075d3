package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands for Azure in the demo: Microsoft's emulator, where it has been installed and Node is there. It is too large to be
 * fetched for a demo of a minute.
 */
final class AzuriteService implements AutoCloseable {
    static final String ACCOUNT = "devstoreaccount1";
    /** Public: everybody's emulator has it. */
    static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final String FOLDER = ".crossdock/azurite";
    private static final String INSTALL = "npm install --prefix " + FOLDER + " azurite@3.37.0";
    private static final String VERSION = "2023-11-03";
    private static final long READY_SECONDS = 20;
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Process process;
    private final int port;

    private AzuriteService(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Why it cannot be shown here; empty when it can. @param home where Crossdock lies */
    static Optional<String> missing(Path home) {
        if (node().isEmpty()) return Optional.of("there is no Node on the PATH");
        return Files.exists(main(home)) ? Optional.empty() : Optional.of("Azurite is not installed; once: " + INSTALL);
    }

    /** Does not wait until it listens. */
    static AzuriteService start(Path home, Path data) throws IOException {
        int port = free();
        var command = List.of(
                node().orElseThrow(),
                main(home).toString(),
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "" + port,
                "--location",
                Files.createDirectories(data).toString(),
                "--silent",
                "--disableTelemetry");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new AzuriteService(process, port);
    }

    private static Path main(Path home) {
        return home.resolve(FOLDER).resolve("node_modules/azurite/dist/src/blob/main.js");
    }

    private static Optional<String> node() {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            for (var name : List.of("node", "node.exe")) {
                var file = new File(folder, name);
                if (file.isFile() && file.canExecute()) return Optional.of(file.getPath());
            }
        }
        return Optional.empty();
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** As a connection's {@code endpoint}. */
    String endpoint() {
        return "http://127.0.0.1:" + port + "/" + ACCOUNT;
    }

    /** Makes a container whose blobs everybody may read, as soon as it listens. */
    void create(String container) throws InterruptedException {
        var path = "/" + ACCOUNT + "/" + container;
        for (int i = 0; i < READY_SECONDS * 10; i++) {
            try {
                var answer = http.send(creation(path), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 201) return;
                throw failure("answered " + answer.statusCode());
            } catch (IOException e) {
                if (!process.isAlive()) throw failure("ended");
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw failure("did not listen within " + READY_SECONDS + " s");
    }

    /** As documented: "Authorize with Shared Key". */
    private HttpRequest creation(String path) {
        var date = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
        var signed = "PUT" + "\n".repeat(12) + "x-ms-blob-public-access:blob\nx-ms-date:" + date + "\nx-ms-version:"
                + VERSION + "\n/" + ACCOUNT + path + "\nrestype:container";
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + "?restype=container"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .header("x-ms-blob-public-access", "blob")
                .header("x-ms-date", date)
                .header("x-ms-version", VERSION)
                .header("Authorization", "SharedKey " + ACCOUNT + ":" + signature(signed))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    private static String signature(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A blob, as anybody reads it. */
    HttpResponse<byte[]> get(String container, String blob) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(endpoint() + "/" + container + "/" + blob))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Failure failure(String what) {
        return Failure.failed(Problem.of("demo.azurite", "Azurite " + what + ".", "Install it anew: " + INSTALL));
    }

    @Override
    public void close() {
        process.destroy();
    }
}

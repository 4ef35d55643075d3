package dev.crossdock.functions.uploadtoazure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Microsoft's emulator, where Node and npm are present: installed once into the project's {@code .crossdock/azurite} (365 MB, git
 * does not see it), started on a free port of the loopback.
 */
final class Azurite implements AutoCloseable {
    static final String ACCOUNT = "devstoreaccount1";
    /** Public: everybody's emulator has it. */
    static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final String VERSION = "3.37.0";
    private static final long INSTALL_SECONDS = 180;
    private static final long START_SECONDS = 60;
    private static final Pattern READY = Pattern.compile(".*successfully listens on (http://[0-9.:]+).*");

    private final Process process;
    final String url;

    private Azurite(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** @return why it cannot be had here; empty when it is there */
    static Optional<String> missing() {
        try {
            if (!program("node").isPresent()) return Optional.of("there is no Node on the PATH");
            if (Files.exists(main())) return Optional.empty();
            if (!program("npm").isPresent()) return Optional.of("there is no npm on the PATH");
            return installed()
                    ? Optional.empty()
                    : Optional.of("npm did not install azurite within " + INSTALL_SECONDS + " s");
        } catch (IOException | InterruptedException e) {
            return Optional.of("azurite cannot be installed: " + e.getMessage());
        }
    }

    private static boolean installed() throws IOException, InterruptedException {
        Files.createDirectories(folder());
        var npm = new ProcessBuilder(
                        program("npm").orElseThrow(),
                        "install",
                        "--no-audit",
                        "--no-fund",
                        "--no-save",
                        "--no-package-lock",
                        "--prefix",
                        ".",
                        "azurite@" + VERSION)
                .directory(folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder().resolve("install.log").toFile())
                .start();
        if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
        return Files.exists(main());
    }

    static Azurite start(Path data) throws Exception {
        var process = new ProcessBuilder(List.of(
                        program("node").orElseThrow(),
                        main().toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        "0",
                        "--location",
                        data.toString(),
                        "--silent",
                        "--disableTelemetry"))
                .redirectErrorStream(true)
                .start();
        var url = new CompletableFuture<String>();
        var reader = new Thread(() -> listen(process, url), "azurite");
        reader.setDaemon(true);
        reader.start();
        try {
            return new Azurite(process, url.get(START_SECONDS, TimeUnit.SECONDS));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static void listen(Process process, CompletableFuture<String> url) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var ready = READY.matcher(line);
                if (ready.matches()) url.complete(ready.group(1));
            }
        } catch (IOException e) {
            // as its end
        }
        url.completeExceptionally(new IllegalStateException("azurite ended before it listened"));
    }

    private static Path main() {
        return folder().resolve("node_modules/azurite/dist/src/blob/main.js");
    }

    private static Path folder() {
        var root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve("mvnw"))) root = root.getParent();
        if (root == null) throw new IllegalStateException("not in the project");
        return root.resolve(".crossdock/azurite");
    }

    private static Optional<String> program(String name) {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            for (var suffix : List.of("", ".exe", ".cmd")) {
                var file = new File(folder, name + suffix);
                if (file.isFile() && file.canExecute()) return Optional.of(file.getPath());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

package dev.crossdock.infra.local;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** The embedded cloud in a process of its own. It lives as long as our end of its standard input, so it cannot outlive us. */
final class CloudProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready s3 (\\S+) dynamodb (\\S+) sqs (\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Settings.Endpoints endpoints;

    private CloudProcess(Process process, Settings.Endpoints endpoints) {
        this.process = process;
        this.endpoints = endpoints;
    }

    /**
     * Starts the cloud and waits until it serves.
     *
     * @param lib folder with its jars
     * @param data where it keeps everything; empty = nowhere
     * @param log gets what it says on standard error
     * @throws Refused {@code host.cloud-failed} with the last line it said
     */
    static CloudProcess start(Path lib, Settings.Ports ports, Optional<Path> data, Path log) {
        try {
            var process = new ProcessBuilder(command(lib, ports, data))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            try {
                return new CloudProcess(process, endpoints(process, log));
            } catch (Refused e) {
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw failed(e.toString(), log);
        }
    }

    private static List<String> command(Path lib, Settings.Ports ports, Optional<Path> data) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", lib + "/*", "dev.crossdock.infra.cloud.CloudMain"));
        command.addAll(List.of("--s3-port", "" + ports.s3(), "--dynamodb-port", "" + ports.dynamodb()));
        // To this machine alone, wherever the host listens: the cloud's key is written in the documentation.
        command.addAll(List.of("--sqs-port", "" + ports.sqs(), "--bind", "127.0.0.1"));
        if (data.isPresent()) command.addAll(List.of("--data", data.get().toString()));
        else command.add("--ephemeral");
        return command;
    }

    private static Settings.Endpoints endpoints(Process process, Path log) {
        var ready = new CompletableFuture<Settings.Endpoints>();
        var reader = new Thread(() -> listen(process, ready), "cloud-says");
        reader.setDaemon(true);
        reader.start();
        try {
            return ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw failed("it was not ready within " + PATIENCE.toSeconds() + " s", log);
        } catch (ExecutionException e) {
            throw failed(e.getCause().getMessage(), log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("the start was interrupted", log);
        }
    }

    private static void listen(Process process, CompletableFuture<Settings.Endpoints> ready) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var match = READY.matcher(line);
                if (match.matches())
                    ready.complete(new Settings.Endpoints(match.group(1), match.group(2), match.group(3)));
            }
        } catch (IOException e) {
            // as its end
        }
        ready.completeExceptionally(new IllegalStateException("it ended before it was ready"));
    }

    private static Refused failed(String why, Path log) {
        return new Refused(Problem.of(
                "host.cloud-failed",
                "the embedded cloud does not start: " + lastLine(log).orElse(why) + ".",
                "Its log: " + log));
    }

    private static Optional<String> lastLine(Path log) {
        try {
            var lines = Files.readAllLines(log);
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(lines.get(lines.size() - 1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Settings.Endpoints endpoints() {
        return endpoints;
    }

    /** When the cloud ends, for whatever reason. */
    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

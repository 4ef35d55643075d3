package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The local host as a child JVM. It ends when this process ends, however that happens: its standard input is our pipe, and it
 * watches for its end.
 */
final class Host implements AutoCloseable {
    /** The host stops its own child and says good-bye to its queues. */
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Process process;

    private Host(Process process) {
        this.process = process;
    }

    /**
     * @param properties of the host, without {@code crossdock.parent} and the places of what was built
     * @param flags of the JVM
     */
    static Host start(Context context, Map<String, String> properties, List<String> flags) {
        var jar = built(context.home.resolve("infra/local/target/quarkus-app/quarkus-run.jar"));
        var cloud = built(context.home.resolve("infra/cloud/target/cloud/lib"));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Dcrossdock.parent=stdin");
        command.add("-Dcrossdock.cloud.lib=" + cloud);
        var template = context.home.resolve("template.yaml");
        if (Files.exists(template)) command.add("-Dcrossdock.template=" + template);
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-jar");
        command.add(jar.toString());
        try {
            var builder = new ProcessBuilder(command);
            builder.environment().putAll(context.env);
            return new Host(builder.start());
        } catch (IOException e) {
            throw Failure.failed(Problem.of(
                    "host.start",
                    "the host cannot be started: " + e.getMessage() + ".",
                    "See whether " + command.get(0) + " runs."));
        }
    }

    private static Path built(Path path) {
        if (Files.exists(path)) return path;
        throw Failure.failed(
                Problem.of("host.not-built", path + " is missing.", "Build it with: ./mvnw -q -DskipTests package"));
    }

    /** Hands over every line of the host's standard output, until it ends. @return its exit code */
    int follow(Consumer<String> line) {
        read(process, false, line);
        return exit();
    }

    /** Hands over the lines of its messages, on a thread of their own. */
    void messages(Consumer<String> line) {
        var thread = new Thread(() -> read(process, true, line), "host-messages");
        thread.setDaemon(true);
        thread.start();
    }

    /** Does the same for standard output. */
    void output(Consumer<String> line) {
        var thread = new Thread(() -> read(process, false, line), "host-output");
        thread.setDaemon(true);
        thread.start();
    }

    private static void read(Process process, boolean messages, Consumer<String> line) {
        var from = messages ? process.getErrorStream() : process.getInputStream();
        try (var lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (var next = lines.readLine(); next != null; next = lines.readLine()) line.accept(next);
        } catch (IOException e) {
            if (process.isAlive()) throw new UncheckedIOException(e);
        }
    }

    private int exit() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failure.FAILED;
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Lets it end by itself, then makes it. May be called twice, and from a shutdown hook. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended already
        }
        try {
            // The end of its input is enough; it takes its folder and its cloud with it.
            if (process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) return;
            process.destroy();
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

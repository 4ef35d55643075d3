package dev.crossdock.infra.local.zips;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.crossdock.infra.local.Lambda;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A process that runs one function, one call at a time: Lambda's execution environment. Thread-safe. */
final class Worker implements AutoCloseable {
    private static final String RUNTIME = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    /** As Lambda's java25 runtime starts a JVM; the heap is small because many of them share this machine. */
    private static final List<String> FLAGS =
            List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
    /** Lambda gives a cold start 10 s of a whole CPU; here several start on two. */
    private static final Duration START = Duration.ofSeconds(60);

    private static final int LINES_OF_LOG = 3;

    private final String function;
    private final RuntimeApi api;
    private final String id = UUID.randomUUID().toString();
    private final Process process;
    private final FunctionLog log;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Runnable> snapshot = new CompletableFuture<>();
    private volatile boolean killed;
    private Consumer<Task> asking;
    private Task task;

    /**
     * How one is to be started.
     *
     * @param environment all that the process sees of the outside
     * @param snapStart whether it stops where Lambda would take its snapshot, until {@link #primed} lets it go on
     */
    record Plan(
            String function,
            String handler,
            Path zip,
            RuntimeClient runtime,
            Path log,
            Map<String, String> environment,
            boolean snapStart) {
        Plan withSnapStart() {
            return new Plan(function, handler, zip, runtime, log, environment, true);
        }

        private List<String> command(Path folder) {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(FLAGS);
            command.add(runtime.flag());
            command.add("-cp");
            command.add(String.join(
                    File.pathSeparator, runtime.classPath, folder.toString(), folder.resolve("lib") + "/*"));
            command.addAll(List.of(RUNTIME, handler));
            return command;
        }
    }

    Worker(Plan plan, RuntimeApi api) throws IOException {
        function = plan.function();
        log = new FunctionLog(plan.log());
        this.api = api;
        var folder = Unpacked.of(plan.zip());
        var builder = new ProcessBuilder(plan.command(folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.open().toFile()));
        var environment = builder.environment();
        environment.keySet().removeIf(name -> !name.equals("PATH") && !name.equals("SystemRoot"));
        environment.putAll(plan.environment());
        environment.put("AWS_LAMBDA_RUNTIME_API", api.address(id, this));
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "crossdock-" + function);
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769");
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", plan.snapStart() ? "snap-start" : "on-demand");
        environment.put("AWS_REGION", "us-east-1");
        environment.put("_HANDLER", plan.handler());
        environment.put("LAMBDA_TASK_ROOT", folder.toString());
        environment.put("TZ", ":UTC");
        environment.put("LC_ALL", "C.UTF-8");
        process = builder.start();
        process.onExit().thenAccept(this::exited);
    }

    String function() {
        return function;
    }

    boolean alive() {
        return process.isAlive() && !killed;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /**
     * Has the function handle an event. What does not end in time is killed, as Lambda does it.
     *
     * @return the answer's JSON
     * @throws FunctionFailed with what Lambda would have said
     */
    byte[] call(byte[] event, Duration timeout) throws InterruptedException {
        awaitReady();
        var now = new Task(function, event, System.currentTimeMillis() + timeout.toMillis());
        give(now);
        try {
            return now.answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            kill();
            throw new FunctionFailed(function, "Task timed out after %d.00 seconds".formatted(timeout.toSeconds()));
        } catch (ExecutionException e) {
            throw new FunctionFailed(function, e.getCause().getMessage());
        }
    }

    /** The process stands where Lambda takes its snapshot. @param go lets it go on */
    void snapshot(Runnable go) {
        snapshot.complete(go);
    }

    /** Waits until it has come to where the snapshot is taken, and returns what lets it go on, as a copy of it would. */
    Runnable primed() throws InterruptedException {
        await(snapshot);
        return snapshot.join();
    }

    private void awaitReady() throws InterruptedException {
        await(ready);
    }

    private void await(CompletableFuture<?> moment) throws InterruptedException {
        try {
            moment.get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            kill();
            throw new FunctionFailed(function, "it was not ready after " + START.toSeconds() + " s");
        } catch (ExecutionException e) {
            kill();
            throw new FunctionFailed(function, e.getCause().getMessage());
        }
    }

    private synchronized void give(Task now) {
        task = now;
        if (!alive()) {
            now.answer.completeExceptionally(new IllegalStateException(ended()));
        } else if (asking != null) {
            var waiting = asking;
            asking = null;
            waiting.accept(now);
        }
    }

    /** The process asks for what to do. */
    synchronized void next(Consumer<Task> taken) {
        ready.complete(null);
        if (task != null && !task.answer.isDone()) taken.accept(task);
        else asking = taken;
    }

    void ended(String request, boolean failed, byte[] body) {
        Task now;
        synchronized (this) {
            now = task;
        }
        if (now == null || !now.id.equals(request)) return;
        if (failed) now.answer.completeExceptionally(new IllegalStateException(message(body)));
        else now.answer.complete(body);
    }

    void initFailed(String body) {
        var failed = new IllegalStateException(message(body.getBytes(StandardCharsets.UTF_8)));
        ready.completeExceptionally(failed);
        snapshot.completeExceptionally(failed);
    }

    private void exited(Process gone) {
        api.forget(id);
        var ended = new IllegalStateException(ended());
        ready.completeExceptionally(ended);
        snapshot.completeExceptionally(ended);
        synchronized (this) {
            if (task != null) task.answer.completeExceptionally(ended);
        }
    }

    private String ended() {
        var code = process.isAlive() ? "" : " (" + process.exitValue() + ")";
        return "Runtime exited" + code + "; its log " + log.file() + " ends with: " + lastLines();
    }

    private String lastLines() {
        try {
            return String.join(" | ", log.last(LINES_OF_LOG));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** {@code errorType: errorMessage} of the runtime's report. */
    private static String message(byte[] body) {
        try {
            var report = Lambda.JSON.readTree(new String(body, StandardCharsets.UTF_8));
            return report.path("errorType").asText() + ": "
                    + report.path("errorMessage").asText();
        } catch (JsonProcessingException e) {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** As {@code kill -9}. */
    void kill() {
        killed = true;
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
    }
}

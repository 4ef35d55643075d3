package dev.crossdock.infra.local.zips;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.infra.local.Lambda;
import dev.crossdock.infra.local.Wires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls functions in processes of their own. A worker that is free is used again, the warmest first; when none is, one more is started,
 * up to a limit, beyond which calls wait. Thread-safe.
 */
public final class ZipService implements Lambda, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZipService.class);
    /** More of one function only make two cores quarrel. */
    private static final int MOST_OF_ONE = 3;
    /** A worker takes 130 to 200 MB. */
    private static final int MOST = 24;

    private static final Duration IDLE = Duration.ofSeconds(90);
    private static final Duration LOOK_AFTER = Duration.ofSeconds(5);
    /** Lambda's own, each way. */
    static final int LARGEST = 6 << 20;

    private final Map<String, Worker.Plan> plans = new HashMap<>();
    private final RuntimeApi api;
    /** The free ones, those used last in front. */
    private final Deque<Free> free = new ArrayDeque<>();
    /** All that live or are being started, by function. */
    private final Map<String, Integer> counts = new HashMap<>();

    private final List<Worker> all = new ArrayList<>();
    private final Thread caretaker = new Thread(this::takeCare, "zips-idle");
    private boolean closed;

    private record Free(Worker worker, long sinceNanos) {}

    /**
     * @param root the product's, with {@code functions/<name>/target/function.zip}
     * @param runtime the folder with AWS's runtime interface client
     * @param more of every function's class path; empty = nothing
     * @param data for the functions' logs
     * @param environment what the template would give to every function, beside its timeout
     * @throws Refused {@code host.zip-missing}
     */
    public ZipService(Wires wires, Path root, Path runtime, String more, Path data, Map<String, String> environment) {
        var client = new RuntimeClient(runtime, more, logs(data));
        for (var function : wires.functions()) {
            var zip = root.resolve("functions").resolve(function.name()).resolve("target/function.zip");
            if (!Files.isRegularFile(zip)) {
                throw new Refused(Problem.of(
                        "host.zip-missing",
                        "there is no " + zip + ".",
                        "Build the functions with: ./mvnw -q -DskipTests package"));
            }
            var own = new HashMap<>(environment);
            own.putAll(function.environment());
            own.put("CROSSDOCK_TIMEOUT", Long.toString(function.timeout().toSeconds()));
            plans.put(
                    function.name(),
                    new Worker.Plan(
                            function.name(),
                            function.handler(),
                            zip,
                            client,
                            logs(data).resolve(function.name() + ".log"),
                            own,
                            false));
        }
        api = new RuntimeApi();
        caretaker.setDaemon(true);
        caretaker.start();
    }

    private static Path logs(Path data) {
        try {
            return Files.createDirectories(data.resolve("functions"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public JsonNode call(String function, Duration timeout, JsonNode event) {
        try {
            var bytes = JSON.writeValueAsBytes(event);
            if (bytes.length > LARGEST) {
                throw new FunctionFailed(
                        function,
                        "Request must be smaller than %d bytes for the InvokeFunction operation".formatted(LARGEST));
            }
            var answer = call(function, timeout, bytes);
            return answer.length == 0 ? JSON.nullNode() : JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new FunctionFailed(function, "its answer is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FunctionFailed(function, "the host is ending");
        }
    }

    /**
     * As SnapStart starts one: a new process up to where Lambda takes its snapshot, then on.
     *
     * @return what makes it a worker as any other: the copy that Lambda restores. Its first call is that copy's
     */
    public Runnable primed(String function) throws InterruptedException {
        synchronized (this) {
            counts.merge(function, 1, Integer::sum);
        }
        var worker = start(plans.get(function).withSnapStart());
        var go = worker.primed();
        return () -> {
            go.run();
            giveBack(worker);
        };
    }

    private byte[] call(String function, Duration timeout, byte[] event) throws InterruptedException {
        var worker = take(function);
        try {
            var answer = worker.call(event, timeout);
            if (answer.length > LARGEST) {
                throw new FunctionFailed(function, "Response payload size exceeded maximum allowed payload size");
            }
            return answer;
        } finally {
            giveBack(worker);
        }
    }

    private Worker take(String function) throws InterruptedException {
        synchronized (this) {
            while (true) {
                if (closed) throw new InterruptedException();
                var found = free.stream()
                        .filter(each -> each.worker().function().equals(function))
                        .findFirst();
                if (found.isPresent()) {
                    free.remove(found.get());
                    if (found.get().worker().alive()) return found.get().worker();
                    gone(found.get().worker());
                } else if (counts.getOrDefault(function, 0) < MOST_OF_ONE && (all() < MOST || stopOldest())) {
                    counts.merge(function, 1, Integer::sum);
                    break;
                } else {
                    wait();
                }
            }
        }
        return start(plans.get(function));
    }

    private Worker start(Worker.Plan plan) {
        var function = plan.function();
        try {
            var worker = new Worker(plan, api);
            synchronized (this) {
                all.add(worker);
                if (closed) worker.kill();
            }
            LOG.info(
                    "function.started function={} pid={}",
                    function,
                    worker.process().pid());
            return worker;
        } catch (IOException e) {
            synchronized (this) {
                counts.merge(function, -1, Integer::sum);
                notifyAll();
            }
            throw new UncheckedIOException(e);
        }
    }

    private int all() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private boolean stopOldest() {
        if (free.isEmpty()) return false;
        var oldest = free.removeLast().worker();
        oldest.close();
        gone(oldest);
        return true;
    }

    private void gone(Worker worker) {
        all.remove(worker);
        counts.merge(worker.function(), -1, Integer::sum);
        notifyAll();
    }

    private synchronized void giveBack(Worker worker) {
        if (worker.alive() && !closed) free.addFirst(new Free(worker, System.nanoTime()));
        else gone(worker);
        notifyAll();
    }

    private void takeCare() {
        try {
            while (true) {
                Thread.sleep(LOOK_AFTER.toMillis());
                synchronized (this) {
                    if (closed) return;
                    while (!free.isEmpty()
                            && System.nanoTime() - free.peekLast().sinceNanos() > IDLE.toNanos()) {
                        stopOldest();
                    }
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** The processes that live now, by function. */
    public synchronized Map<String, List<ProcessHandle>> workers() {
        var found = new HashMap<String, List<ProcessHandle>>();
        for (var worker : all) {
            if (worker.alive())
                found.computeIfAbsent(worker.function(), any -> new ArrayList<>())
                        .add(worker.process());
        }
        return found;
    }

    /** Kills all workers: to what they do it is as any other crash. */
    @Override
    public void close() {
        List<Worker> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(all);
            notifyAll();
        }
        caretaker.interrupt();
        last.forEach(Worker::kill);
        api.close();
    }
}

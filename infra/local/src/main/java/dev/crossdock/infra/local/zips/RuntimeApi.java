package dev.crossdock.infra.local.zips;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Lambda's runtime API (version 2018-06-01) for all workers: each asks below its own name. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">AWS: the Lambda runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {
    private static final Pattern PATH =
            Pattern.compile("/([^/]+)/2018-06-01/runtime/(?:(invocation/next)|(restore/next)|((?:init|restore)/error)"
                    + "|invocation/([^/]+)/(response|error))");

    /** Its own: the host's counts what comes in for the host. */
    private final Vertx vertx = Vertx.vertx();

    private final Map<String, Worker> workers = new ConcurrentHashMap<>();
    private final HttpServer server;

    RuntimeApi() {
        server = vertx.createHttpServer().requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    /** What {@code AWS_LAMBDA_RUNTIME_API} is for the worker. It is served until {@link #forget}. */
    String address(String id, Worker worker) {
        workers.put(id, worker);
        return "127.0.0.1:" + server.actualPort() + "/" + id;
    }

    void forget(String id) {
        workers.remove(id);
    }

    private void handle(HttpServerRequest request) {
        var path = PATH.matcher(request.path());
        var worker = path.matches() ? workers.get(path.group(1)) : null;
        if (worker == null) {
            request.response().setStatusCode(404).end();
        } else if (path.group(2) != null && request.method() == HttpMethod.GET) {
            // Stays open until there is something to do.
            var context = vertx.getOrCreateContext();
            worker.next(task -> context.runOnContext(any -> task.answer(request.response())));
        } else if (path.group(3) != null && request.method() == HttpMethod.GET) {
            // Lambda takes its snapshot here, and answers in each copy that it makes of it.
            var context = vertx.getOrCreateContext();
            worker.snapshot(() -> context.runOnContext(any -> request.response().end()));
        } else {
            request.bodyHandler(body -> {
                if (path.group(4) != null) worker.initFailed(body.toString());
                else worker.ended(path.group(5), path.group(6).equals("error"), body.getBytes());
                request.response()
                        .setStatusCode(202)
                        .putHeader("Content-Type", "application/json")
                        .end("{\"status\":\"OK\"}");
            });
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}

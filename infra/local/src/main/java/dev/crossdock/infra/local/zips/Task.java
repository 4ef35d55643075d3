package dev.crossdock.infra.local.zips;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** One call of a function, on its way through a worker. */
final class Task {
    final String id = UUID.randomUUID().toString();
    /** What the function answers; fails when it fails. */
    final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    private final String function;
    private final byte[] event;
    private final long deadlineMs;

    /** @param deadlineMs since 1970; the worker is killed then */
    Task(String function, byte[] event, long deadlineMs) {
        this.function = function;
        this.event = event;
        this.deadlineMs = deadlineMs;
    }

    /** Gives it to the worker that asked. Without a content type the runtime's client crashes its JVM. */
    void answer(HttpServerResponse response) {
        response.putHeader("Lambda-Runtime-Aws-Request-Id", id)
                .putHeader("Lambda-Runtime-Deadline-Ms", Long.toString(deadlineMs))
                .putHeader(
                        "Lambda-Runtime-Invoked-Function-Arn",
                        "arn:aws:lambda:us-east-1:000000000000:function:crossdock-" + function + ":live")
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(event));
    }
}

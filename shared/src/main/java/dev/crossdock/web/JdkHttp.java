package dev.crossdock.web;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;

/** Exchanges over the JDK's client, HTTP/1.1, each through the gate. */
public final class JdkHttp implements Http {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    static {
        // Below the keep-alive of common servers, and a frozen Lambda's kept connections are dead ones: the JDK's own
        // 1,200 s
        // would make the first call after a pause a lost one. Read once, when the JDK makes its first client.
        if (System.getProperty("jdk.httpclient.keepalive.timeout") == null) {
            System.setProperty("jdk.httpclient.keepalive.timeout", "15");
        }
    }

    private final Egress egress;
    private final Supplier<List<String>> allow;
    private final HttpClient client = client();

    /** @param allow hosts that may be private, as the project says now */
    public JdkHttp(Egress egress, Supplier<List<String>> allow) {
        this.egress = egress;
        this.allow = allow;
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Answer send(Call call, Duration timeout) throws NotSent, Lost {
        egress.check(call.uri(), allow.get());
        var request = request(call);
        if (!call.fresh()) return exchange(client, request, call, timeout);
        var own = client();
        try {
            return exchange(own, request, call, timeout);
        } finally {
            // From 21 on a client can be closed; before, its thread ends when the client is collected.
            if (own instanceof AutoCloseable closeable) close(closeable);
        }
    }

    private static Answer exchange(HttpClient client, HttpRequest request, Call call, Duration timeout)
            throws NotSent, Lost {
        var where = call.uri().getHost();
        var exchange = client.sendAsync(request, info -> new Bounded(call.maxAnswerBytes()));
        try {
            var response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            var headers = new HashMap<String, List<String>>();
            response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            return new Answer(
                    response.statusCode(),
                    headers,
                    response.body().bytes(),
                    response.body().cut());
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new Lost(where + " gave no answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new Lost("the call to " + where + " was interrupted");
        } catch (ExecutionException e) {
            var why = where + ": " + words(e.getCause());
            if (beforeSending(e.getCause())) throw new NotSent(why);
            throw new Lost(why);
        }
    }

    private static HttpRequest request(Call call) {
        try {
            var builder = HttpRequest.newBuilder(call.uri())
                    .method(
                            call.method(),
                            call.body().length == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(call.body()));
            call.headers().forEach(builder::setHeader);
            return builder.build();
        } catch (IllegalArgumentException e) {
            // Never its message, which shows the value.
            throw new Refused(Problem.of(
                    "web.request",
                    "the method " + call.method() + " or one of the headers "
                            + call.headers().keySet().stream().sorted().toList() + " cannot be sent.",
                    "Host, Content-Length, Connection and Expect are set by the client; values have no line ends."));
        }
    }

    private static boolean beforeSending(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SSLHandshakeException) return true;
        }
        return false;
    }

    private static String words(Throwable failure) {
        var message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // The exchange is over; nothing depends on it.
        }
    }

    private record Body(byte[] bytes, boolean cut) {}

    /** Takes no more of an answer than was allowed, then closes the connection. */
    private static final class Bounded implements HttpResponse.BodySubscriber<Body> {
        private final long limit;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<Body> body = new CompletableFuture<>();
        private Flow.Subscription subscription;

        Bounded(long limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<Body> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (var buffer : buffers) {
                int take = (int) Math.min(buffer.remaining(), limit - bytes.size());
                var part = new byte[take];
                buffer.get(part);
                bytes.writeBytes(part);
                if (buffer.hasRemaining()) {
                    subscription.cancel();
                    body.complete(new Body(bytes.toByteArray(), true));
                    return;
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(new Body(bytes.toByteArray(), false));
        }
    }
}

package dev.crossdock.functions.uploadtoazure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Http;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The SDK's calls, made by {@link Http}: through the same gate as every other call that leaves the house, and on the caller's
 * thread. Thread-safe.
 */
final class GatedHttp implements HttpClient {
    /** Only errors have a body here, and what cannot be read of one is its end. */
    private static final long LONGEST_ANSWER = 1 << 20;

    /** Set by the client itself, and it refuses to be told. */
    private static final Set<String> THE_CLIENTS_OWN =
            Set.of("content-length", "host", "connection", "expect", "upgrade", "transfer-encoding");

    private final Http http;
    private final Duration timeout;

    GatedHttp(Http http, Duration timeout) {
        this.http = http;
        this.timeout = timeout;
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> sendSync(request, Context.NONE));
    }

    /** What the way to the other side throws; of what has no cause the SDK keeps nothing. */
    static final class Carried extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Carried(RuntimeException cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /** @throws Carried with a {@link WorldException} when there is no answer, or with what the gate says */
    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        try {
            return new Answered(request, http.send(call(request), timeout));
        } catch (Http.NotSent | Http.Lost e) {
            throw new Carried(new WorldException(e.getMessage(), e));
        } catch (RuntimeException e) {
            throw new Carried(e);
        }
    }

    private static Http.Call call(HttpRequest request) {
        var headers = new HashMap<String, String>();
        for (var header : request.getHeaders()) {
            if (!THE_CLIENTS_OWN.contains(header.getName().toLowerCase(Locale.ROOT))) {
                headers.put(header.getName(), header.getValue());
            }
        }
        var body = request.getBodyAsBinaryData();
        return new Http.Call(
                request.getHttpMethod().toString(),
                uri(request),
                headers,
                body == null ? new byte[0] : body.toBytes(),
                LONGEST_ANSWER,
                false);
    }

    private static URI uri(HttpRequest request) {
        try {
            return request.getUrl().toURI();
        } catch (URISyntaxException e) {
            // Never its message, which shows the signature.
            throw new IllegalArgumentException(
                    "no address for " + request.getUrl().getHost());
        }
    }

    /** An answer that was read whole. */
    private static final class Answered extends HttpResponse {
        private final Http.Answer answer;
        private final HttpHeaders headers = new HttpHeaders();

        Answered(HttpRequest request, Http.Answer answer) {
            super(request);
            this.answer = answer;
            for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
                headers.set(HttpHeaderName.fromString(header.getKey()), header.getValue());
            }
        }

        @Override
        public int getStatusCode() {
            return answer.status();
        }

        @Override
        @Deprecated
        public String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(answer.body()));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(answer.body());
        }

        @Override
        public Mono<String> getBodyAsString() {
            return getBodyAsString(StandardCharsets.UTF_8);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(new String(answer.body(), charset));
        }
    }
}

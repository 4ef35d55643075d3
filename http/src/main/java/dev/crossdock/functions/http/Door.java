package dev.crossdock.functions.http;

import dev.crossdock.access.Access;
import io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler of every HTTP function in template.yaml: Quarkus's own, behind {@link Gateway}'s corrections. Lambda finds it by its
 * signature; did it implement Lambda's interface, Quarkus would take it for a second one of its own.
 */
public final class Door implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    /** Environment variable: the path of a request that asks for nothing much, as in template.yaml. */
    private static final String PRIMING = "CROSSDOCK_PRIMING";

    private final QuarkusStreamHandler quarkus = new QuarkusStreamHandler();

    public Door() {
        Core.getGlobalContext().register(this);
    }

    /**
     * The first request pays for a lot: it is made before Lambda takes the function's snapshot. Its token is nobody's, but has the form
     * of one: it is looked for in the ledger, and refused.
     */
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        var path = System.getenv(PRIMING);
        if (path == null) return;
        try {
            var event =
                    "{\"version\":\"2.0\",\"rawPath\":\"%s\",\"rawQueryString\":\"\",\"headers\":{\"authorization\":\"Bearer %s\"},\"requestContext\":"
                            + "{\"stage\":\"$default\",\"http\":{\"method\":\"GET\",\"path\":\"%s\",\"sourceIp\":\"127.0.0.1\"}}}";
            var answer = new ByteArrayOutputStream();
            handleRequest(
                    new ByteArrayInputStream(
                            event.formatted(path, Access.firstToken(), path).getBytes(StandardCharsets.UTF_8)),
                    answer,
                    null);
            LOG.debug("priming.answered path={} bytes={}", path, answer.size());
        } catch (IOException | RuntimeException | LinkageError e) {
            // The first request is slower then, not wrong.
            LOG.warn("priming.failed path={} reason=\"{}\"", path, e.toString());
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // What was read before is forgotten by who read it.
    }

    public void handleRequest(
            InputStream event, OutputStream answer, com.amazonaws.services.lambda.runtime.Context context)
            throws IOException {
        var request = Envelope.open(event.readAllBytes());
        if (request.isEmpty()) {
            LOG.warn("request.envelope reason=\"not of API Gateway's form\"");
            answer.write(Envelope.REFUSED);
            return;
        }
        var encoded = Gateway.withEncodedPath(request.get());
        quarkus.handleRequest(new ByteArrayInputStream(encoded), answer, context);
    }
}

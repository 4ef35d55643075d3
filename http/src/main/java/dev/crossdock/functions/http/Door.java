package dev.crossdock.functions.http;

import com.amazonaws.services.lambda.runtime.Context;
import io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The handler of every HTTP function in template.yaml: Quarkus's own, behind {@link Gateway}'s corrections. Lambda finds it by its
 * signature; did it implement Lambda's interface, Quarkus would take it for a second one of its own.
 */
public final class Door {
    private final QuarkusStreamHandler quarkus = new QuarkusStreamHandler();

    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        var request = Gateway.withEncodedPath(event.readAllBytes());
        quarkus.handleRequest(new ByteArrayInputStream(request), answer, context);
    }
}

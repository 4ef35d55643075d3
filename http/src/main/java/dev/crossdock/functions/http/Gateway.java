package dev.crossdock.functions.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.flow.Percent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What API Gateway's HTTP APIs do to a request on its way (payload format 2.0), and how it is put right. Thread-safe. */
public final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Only Lambda's runtime sets it. */
    static final boolean BEFORE_US = System.getenv("AWS_LAMBDA_RUNTIME_API") != null;

    private Gateway() {}

    /**
     * A header's values as they were sent. The gateway joins headers of one name with commas and Quarkus splits every value at its
     * commas, also one that was sent with them, as signatures are. Behind the gateway several values are one again; whether that is
     * one that its readers understand is theirs to say.
     *
     * @param values as JAX-RS gives them
     */
    public static List<String> asSent(List<String> values) {
        return BEFORE_US && values.size() > 1 ? List.of(String.join(",", values)) : values;
    }

    /**
     * The gateway hands over the path decoded, and what comes behind reads it as if it were not: a blank or a bar in a record's id
     * was a bad request, and a percent sign was decoded twice.
     *
     * @param request that {@link Envelope} has opened; changed
     * @return the same with its path encoded
     */
    static byte[] withEncodedPath(ObjectNode request) throws JsonProcessingException {
        var path = encoded(request.path("rawPath").asText());
        request.put("rawPath", path);
        if (request.path("requestContext").path("http") instanceof ObjectNode http) http.put("path", path);
        return JSON.writeValueAsBytes(request);
    }

    /** Each segment as RFC 3986 has it; a slash that was sent as %2F has become one that divides, and nobody can tell. */
    static String encoded(String path) {
        return Arrays.stream(path.split("/", -1)).map(Percent::encoded).collect(Collectors.joining("/"));
    }
}

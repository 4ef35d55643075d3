package dev.crossdock.functions.listener;

import dev.crossdock.functions.http.Gateway;
import dev.crossdock.webhook.Arrival;
import dev.crossdock.webhook.Reception;
import dev.crossdock.webhook.Reply;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * 2.2 The addresses that webhooks are sent to: the bytes as they come, whatever they say they are. Everything else is {@link
 * Reception}'s.
 */
@Path("/")
public class ListenerApi {
    /** The listener, and behind it the token of its address, where it has one. */
    private static final String ADDRESS = "/listeners/{listener: [^/]+}{token: (/[^/]*)?}";
    /** API Gateway closes the way back after 30 s, and Lambda ends the function then. */
    private static final Duration PATIENCE = Duration.ofSeconds(28);

    private final Reception reception;
    private final Clock clock;

    ListenerApi(Reception reception, Clock clock) {
        this.reception = reception;
        this.clock = clock;
    }

    @GET
    @Path(ADDRESS)
    public Response get(
            @PathParam("listener") String listener,
            @PathParam("token") String token,
            @Context HttpHeaders headers,
            @Context UriInfo uri) {
        return receive("GET", listener, token, headers, uri, InputStream.nullInputStream());
    }

    @OPTIONS
    @Path(ADDRESS)
    public Response options(
            @PathParam("listener") String listener,
            @PathParam("token") String token,
            @Context HttpHeaders headers,
            @Context UriInfo uri) {
        return receive("OPTIONS", listener, token, headers, uri, InputStream.nullInputStream());
    }

    @POST
    @Path(ADDRESS)
    public Response post(
            @PathParam("listener") String listener,
            @PathParam("token") String token,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream body) {
        return receive("POST", listener, token, headers, uri, body);
    }

    @PUT
    @Path(ADDRESS)
    public Response put(
            @PathParam("listener") String listener,
            @PathParam("token") String token,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream body) {
        return receive("PUT", listener, token, headers, uri, body);
    }

    @PATCH
    @Path(ADDRESS)
    public Response patch(
            @PathParam("listener") String listener,
            @PathParam("token") String token,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream body) {
        return receive("PATCH", listener, token, headers, uri, body);
    }

    @DELETE
    @Path(ADDRESS)
    public Response delete(
            @PathParam("listener") String listener,
            @PathParam("token") String token,
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            InputStream body) {
        return receive("DELETE", listener, token, headers, uri, body);
    }

    private Response receive(
            String method, String listener, String token, HttpHeaders headers, UriInfo uri, InputStream body) {
        var deadline = clock.instant().plus(PATIENCE);
        var bytes = bytes(headers, body);
        if (bytes.isEmpty()) return response(Reception.tooLarge());
        var behind = token == null || token.isEmpty()
                ? Optional.<String>empty()
                : Optional.of(token.startsWith("/") ? token.substring(1) : token);
        var arrival = new Arrival(
                listener,
                behind,
                method,
                new LinkedHashMap<>(uri.getQueryParameters()),
                lowerCase(headers.getRequestHeaders()),
                bytes.get());
        return response(reception.receive(arrival, deadline));
    }

    /** Empty when there are more than any listener takes: then the rest is not read. */
    private static Optional<byte[]> bytes(HttpHeaders headers, InputStream body) {
        if (headers.getLength() > Reception.LARGEST_BODY) return Optional.empty();
        if (body == null) return Optional.of(new byte[0]);
        try {
            var bytes = body.readNBytes(Reception.LARGEST_BODY + 1);
            return bytes.length > Reception.LARGEST_BODY ? Optional.empty() : Optional.of(bytes);
        } catch (IOException e) {
            // The sender has gone: nobody hears the answer.
            throw new dev.crossdock.flow.WorldException("the body broke off: " + e.getMessage(), e);
        }
    }

    private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        var all = new LinkedHashMap<String, List<String>>();
        headers.forEach((name, values) -> all.merge(name.toLowerCase(Locale.ROOT), List.copyOf(values), (a, b) -> {
            var both = new java.util.ArrayList<>(a);
            both.addAll(b);
            return both;
        }));
        all.replaceAll((name, values) -> Gateway.asSent(values));
        return all;
    }

    private static Response response(Reply reply) {
        var response = Response.status(reply.status());
        reply.headers().forEach(response::header);
        if (reply.body().length > 0) response.entity(reply.body());
        return response.build();
    }
}

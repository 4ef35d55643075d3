package dev.crossdock.functions.http;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure leaves in the same form, and none with a stack trace. */
public class Mappers {
    private static final Logger LOG = LoggerFactory.getLogger(Mappers.class);

    @ServerExceptionMapper
    public Response refused(Refused e) {
        return Answers.problem(e.problem());
    }

    @ServerExceptionMapper
    public Response outOfReach(WorldException e) {
        LOG.warn("request.out-of-reach message=\"{}\"", e.getMessage());
        var problem = Problem.of("store.out-of-reach", "a store does not answer.", "Try again in a moment.");
        return Response.fromResponse(Answers.problem(problem, 503, java.util.List.of()))
                .header("Retry-After", 2)
                .build();
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException e) {
        return Answers.problem(
                Problem.of("path.unknown", "there is nothing at this path.", "See GET /openapi."),
                404,
                java.util.List.of());
    }

    @ServerExceptionMapper
    public Response asked(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        return Answers.problem(
                Problem.of("request.invalid", String.valueOf(e.getMessage()) + ".", "See GET /openapi."),
                status,
                java.util.List.of());
    }

    @ServerExceptionMapper
    public Response bug(RuntimeException e) {
        if (e.getCause() instanceof com.fasterxml.jackson.core.JsonProcessingException json) return body(json);
        LOG.error("request.bug", e);
        return Answers.problem(
                Problem.of(
                        "request.bug",
                        "this request met a fault of Crossdock's own.",
                        "The log has it; please report it."),
                500,
                java.util.List.of());
    }

    @ServerExceptionMapper
    public Response body(com.fasterxml.jackson.core.JsonProcessingException e) {
        var at = e.getLocation();
        return Answers.problem(
                Problem.of(
                        "request.body",
                        "the body is no JSON as asked for: " + e.getOriginalMessage()
                                + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
                                + ".",
                        "See GET /openapi."),
                400,
                java.util.List.of());
    }
}

package dev.crossdock.functions.http;

import dev.crossdock.event.HttpProblem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever a resource throws becomes {@code application/problem+json}. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
    private static final Duration SOON = Duration.ofSeconds(5);

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof Refused refused) return answer(HttpProblem.of(refused.problem()));
        if (failure instanceof WorldException world) {
            LOG.warn("request.failed reason=\"{}\"", world.getMessage());
            var wait = world.retryAfter().orElse(SOON);
            return response(HttpProblem.of(503, "A store is out of reach. Try again in a moment."))
                    .header("Retry-After", Math.max(1, wait.toSeconds()))
                    .build();
        }
        if (failure instanceof WebApplicationException web) return answer(web);
        LOG.error("request.failed", failure);
        return answer(HttpProblem.of(500, "This is a fault of ours; it is in the log."));
    }

    private static Response answer(WebApplicationException web) {
        var given = web.getResponse();
        if (given.hasEntity() || given.getStatus() < 400) return given;
        var cause = web.getCause() == null ? "" : web.getCause().getClass().getSimpleName();
        var detail = given.getStatus() == 404
                ? "There is nothing at this address."
                : given.getStatus() == 400 && !cause.isEmpty()
                        ? "The body cannot be read (" + cause + ")."
                        : given.getStatusInfo().getReasonPhrase() + ".";
        return answer(HttpProblem.of(given.getStatus(), detail));
    }

    public static Response answer(HttpProblem problem) {
        return response(problem).build();
    }

    private static Response.ResponseBuilder response(HttpProblem problem) {
        return Response.status(problem.status()).type(HttpProblem.MEDIA_TYPE).entity(problem);
    }
}

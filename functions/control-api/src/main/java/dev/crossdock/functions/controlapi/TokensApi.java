package dev.crossdock.functions.controlapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.access.Role;
import dev.crossdock.access.Token;
import dev.crossdock.access.Tokens;
import dev.crossdock.definition.Units;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.functions.http.Guard;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens for those who call: created, listed, revoked. The token itself is in the answer to its creation and nowhere else. */
@Path("/tokens")
@Produces(MediaType.APPLICATION_JSON)
public class TokensApi {
    private static final Logger LOG = LoggerFactory.getLogger(TokensApi.class);
    private static final Set<String> KEYS = Set.of("name", "role", "for");

    private final Tokens tokens;

    TokensApi(Tokens tokens) {
        this.tokens = tokens;
    }

    /** By name. */
    @GET
    public Map<String, Object> list() {
        return Answers.list(tokens.list().stream().map(TokensApi::shown).toList(), Optional.empty());
    }

    /** Body {@code {name, role, for}}; {@code for} in days, hours or minutes: {@code 90d}. Without it, until it is revoked. */
    @POST
    public Response create(@Context ContainerRequestContext request, String body) {
        var asked = JobsApi.parsed(body);
        asked.fieldNames().forEachRemaining(TokensApi::known);
        var by = Guard.caller(request);
        var life = Optional.of(asked.path("for").asText(""))
                .filter(text -> !text.isEmpty())
                .map(Units::duration);
        var created = tokens.create(text(asked, "name"), Role.parse(text(asked, "role")), life, by);
        LOG.info(
                "token.created name={} role={} by={}",
                created.token().name(),
                created.token().role().word(),
                by.name());
        var answer = shown(created.token());
        answer.put("token", created.secret());
        return Response.created(URI.create("/tokens/" + created.token().name()))
                .header("Cache-Control", "no-store")
                .entity(answer)
                .build();
    }

    @DELETE
    @Path("/{name}")
    public Response revoke(@Context ContainerRequestContext request, @PathParam("name") String name) {
        if (!tokens.revoke(name)) {
            throw new Refused(Problem.of(
                    "token.unknown", "there is no token \"" + name + "\".", "List them: crossdock token list"));
        }
        LOG.info("token.revoked name={} by={}", name, Guard.caller(request).name());
        return Response.noContent().build();
    }

    private static void known(String key) {
        if (KEYS.contains(key)) return;
        throw new Refused(
                Problem.of("request.body", "\"" + key + "\" does not belong to a token.", "Known: name, role, for.")
                        .in(Problem.pointer(key)));
    }

    private static String text(JsonNode body, String key) {
        if (body.path(key).isTextual()) return body.path(key).asText();
        throw new Refused(Problem.of("request.body", "\"" + key + "\" is missing.", "Send {name, role, for}.")
                .in("/" + key));
    }

    private static Map<String, Object> shown(Token token) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", token.name());
        shown.put("role", token.role().word());
        shown.put("createdAt", token.createdAt().toString());
        shown.put("createdBy", token.createdBy());
        shown.put("expiresAt", token.expiresAt().map(Instant::toString).orElse(null));
        return shown;
    }
}

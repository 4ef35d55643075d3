package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.access.Access;
import dev.crossdock.flow.Problem;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives tokens to those who call the host, and takes them back. */
@Command(name = "token", description = "Create, list and revoke the tokens of those who may call a host.")
final class Tokens implements Callable<Integer> {
    private final Context context;

    Tokens(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        throw Failure.wrongUse(Problem.of(
                "usage.token", "what to do is missing.", "crossdock token create NAME --role ROLE, list, revoke NAME"));
    }

    @Command(name = "create", description = "Create a token; it is shown this one time.")
    Integer create(
            @Parameters(paramLabel = "NAME", description = "What it is known by: erp-import.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "reader, ingest, operator or admin.")
                    String role,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            description = "How long it holds: 90d (default: until it is revoked).")
                    String life) {
        var asked = Json.object().put("name", name).put("role", role);
        if (life != null) asked.put("for", life);
        var token = context.api().post("/tokens", asked);
        if (context.json()) {
            context.out.println(token);
            return 0;
        }
        context.err.println("Created " + name + " (" + role + ", " + until(token) + "). It is shown this one time:");
        context.out.println(token.path("token").asText());
        return 0;
    }

    @Command(name = "list", description = "List the tokens, never the tokens themselves.")
    Integer list() {
        var tokens = context.api().items("/tokens", Integer.MAX_VALUE);
        if (context.json()) {
            context.out.println(Json.list(tokens));
            return 0;
        }
        if (tokens.isEmpty()) {
            context.err.println("No tokens yet.");
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAME", "ROLE", "CREATED", "BY", "HOLDS"));
        for (var token : tokens) {
            rows.add(List.of(
                    token.path("name").asText(),
                    token.path("role").asText(),
                    Screen.time(token.path("createdAt")),
                    token.path("createdBy").asText(),
                    until(token)));
        }
        context.out.print(Screen.table(rows));
        return 0;
    }

    private static String until(JsonNode token) {
        return token.hasNonNull("expiresAt") ? "until " + Screen.time(token.path("expiresAt")) : "until revoked";
    }

    @Command(name = "revoke", description = "Take a token back; within half a minute it opens nothing any more.")
    Integer revoke(@Parameters(paramLabel = "NAME", description = "The token.") String name) {
        context.api().send("DELETE", Api.path("tokens", name), BodyPublishers.noBody(), Map.of());
        if (context.json()) context.out.println(Json.object().put("name", name).put("revoked", true));
        else context.err.println("Revoked " + name + ".");
        return 0;
    }

    @Command(
            name = "first",
            description = "Make up the first administrator's token and its hash, for a deployment; asks no host.")
    Integer first() {
        var token = Access.firstToken();
        if (context.json()) {
            context.out.println(Json.object().put("token", token).put("sha256", Access.hash(token)));
            return 0;
        }
        context.err.println("Keep the first line as CROSSDOCK_TOKEN; the second is the parameter FirstTokenHash.");
        context.out.println(token);
        context.out.println(Access.hash(token));
        return 0;
    }
}

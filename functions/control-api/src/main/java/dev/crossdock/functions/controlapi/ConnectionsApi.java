package dev.crossdock.functions.controlapi;

import dev.crossdock.definition.Connection;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Breakers;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The webservices of the project, and whether they are called now. */
@Path("/connections")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectionsApi {
    private final DefinitionStore definitions;
    private final Breakers breakers;

    ConnectionsApi(DefinitionStore definitions, Breakers breakers) {
        this.definitions = definitions;
        this.breakers = breakers;
    }

    /** Each {@code name, state}; {@code since, next, reason} of those that are not called: see docs/jobs.md. Never an address. */
    @GET
    public Map<String, Object> list() {
        var open = new LinkedHashMap<String, Map<String, Object>>();
        for (var one : breakers.open()) open.put(String.valueOf(one.get("connection")), one);
        var items = definitions.project().connections().values().stream()
                .filter(connection -> !connection.url().isEmpty())
                .map(Connection::name)
                .sorted()
                .map(name -> shown(name, open.getOrDefault(name, Map.of("state", "closed"))))
                .toList();
        return Answers.list(items, Optional.empty());
    }

    private static Map<String, Object> shown(String name, Map<String, Object> about) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", name);
        shown.putAll(about);
        shown.remove("connection");
        return shown;
    }
}

package dev.crossdock.webhook;

import dev.crossdock.definition.Project;
import dev.crossdock.run.DefinitionStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The listeners that hold now, compiled once for each state of the project. Thread-safe. */
final class Rules {
    private final DefinitionStore definitions;
    private volatile Compiled compiled = new Compiled(null, Map.of());

    private record Compiled(Project of, Map<String, ListenerRule> rules) {}

    Rules(DefinitionStore definitions) {
        this.definitions = definitions;
    }

    /** @throws dev.crossdock.flow.Refused when an expression of it does not compile */
    Optional<ListenerRule> of(String name) {
        var project = definitions.project();
        var known = compiled;
        if (known.of() != project) {
            known = new Compiled(project, new ConcurrentHashMap<>());
            compiled = known;
        }
        var listener = project.listeners().get(name);
        if (listener == null) return Optional.empty();
        return Optional.of(known.rules().computeIfAbsent(name, any -> new ListenerRule(listener, project.vars())));
    }
}

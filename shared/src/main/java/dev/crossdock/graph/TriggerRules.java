package dev.crossdock.graph;

import dev.crossdock.definition.Project;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The published triggers, compiled once for each state of the project. Thread-safe. */
final class TriggerRules {
    private static final Logger LOG = LoggerFactory.getLogger(TriggerRules.class);

    private final DefinitionStore definitions;
    private volatile Compiled compiled = new Compiled(null, Map.of());

    TriggerRules(DefinitionStore definitions) {
        this.definitions = definitions;
    }

    private record Compiled(Project of, Map<String, TriggerRule> rules) {}

    List<TriggerRule> of(String collection) {
        return rules().values().stream()
                .filter(rule -> rule.trigger().collection().equals(collection))
                .toList();
    }

    /** @return empty when there is none of this name, or its condition does not compile */
    Optional<TriggerRule> named(String trigger) {
        return Optional.ofNullable(rules().get(trigger));
    }

    private Map<String, TriggerRule> rules() {
        var project = definitions.project();
        var known = compiled;
        if (known.of() == project) return known.rules();
        var rules = new LinkedHashMap<String, TriggerRule>();
        for (var trigger : project.triggers().values()) {
            try {
                rules.put(trigger.name(), new TriggerRule(trigger));
            } catch (Refused e) {
                LOG.error("trigger.refused trigger={} message=\"{}\"", trigger.name(), e.problem());
            }
        }
        // In their order, so that a change fires its triggers the same way each time.
        compiled = new Compiled(project, Collections.unmodifiableMap(rules));
        return rules;
    }
}

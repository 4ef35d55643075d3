package dev.crossdock.graph;

import dev.crossdock.definition.Trigger;
import dev.crossdock.mapping.Expression;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Whether a change concerns a trigger. Compiled once; thread-safe. */
public final class TriggerRule {
    private final Trigger trigger;
    private final Optional<Expression> when;

    /** @throws dev.crossdock.flow.Refused when its condition does not compile */
    public TriggerRule(Trigger trigger) {
        this.trigger = trigger;
        this.when = trigger.when().map(text -> Expression.compile(text, "triggers/" + trigger.name() + ".yaml"));
    }

    public Trigger trigger() {
        return trigger;
    }

    /** @throws dev.crossdock.flow.Refused when its condition cannot be evaluated over this change */
    public boolean concerns(Change change) {
        if (!trigger.collection().equals(change.collection())) return false;
        if (!trigger.events().contains(change.event())) return false;
        boolean updated = change.event().equals("updated");
        if (updated
                && !trigger.changed().isEmpty()
                && change.changed().stream().noneMatch(trigger.changed()::contains)) {
            return false;
        }
        return holds(change);
    }

    /** Only what the condition says. @throws dev.crossdock.flow.Refused when it cannot be evaluated over this change */
    boolean holds(Change change) {
        return when.isEmpty() || when.get().holds(input(change), variables(change, Map.of()));
    }

    /** {@code $}: the record after the change, before it when it was deleted. */
    public static Object input(Change change) {
        return change.after() == null ? change.before() : change.after();
    }

    /** {@code $new}, {@code $old}, {@code $changed}, {@code $event}, {@code $record}, {@code $vars}. */
    public static Map<String, Object> variables(Change change, Map<String, Object> vars) {
        var variables = new HashMap<String, Object>();
        variables.put("new", change.after());
        variables.put("old", change.before());
        variables.put("changed", change.changed());
        variables.put("event", change.event());
        var record = new LinkedHashMap<String, Object>();
        record.put("collection", change.collection());
        record.put("id", change.id());
        record.put("rev", change.rev());
        variables.put("record", record);
        variables.put("vars", vars);
        return variables;
    }
}

package dev.crossdock.engine;

import dev.crossdock.mapping.Expression;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What expressions of a list of steps see, and where the list stands. One thread at a time writes; scopes inside it have copies.
 */
final class Scope {
    final Object input;
    /** Path of the list: ends with a slash, or is empty. */
    final String path;
    /** How many templates are around it. */
    final int depth;
    /** For messages. */
    final String place;

    private final Map<String, Object> variables;
    private final Map<String, Object> states;

    private Scope(
            Object input,
            String path,
            int depth,
            String place,
            Map<String, Object> variables,
            Map<String, Object> states) {
        this.input = input;
        this.path = path;
        this.depth = depth;
        this.place = place;
        this.variables = variables;
        this.states = states;
        variables.put("states", states);
    }

    /** Of a template as a whole. */
    static Scope of(String template, Object input, String path, int depth, Map<String, Object> given) {
        var variables = new HashMap<>(given);
        variables.put("input", input);
        return new Scope(input, path, depth, "templates/" + template + ".yaml", variables, new LinkedHashMap<>());
    }

    /** Of steps inside of a step. */
    Scope inside(String step, Map<String, Object> more) {
        var seen = new HashMap<>(variables);
        seen.putAll(more);
        return new Scope(input, path + step + "/", depth, place, seen, new LinkedHashMap<>(states));
    }

    Map<String, Object> variables() {
        return variables;
    }

    Map<String, Object> variables(Map<String, ?> more) {
        var all = new HashMap<>(variables);
        all.putAll(more);
        return all;
    }

    /** What later steps see of one that has passed. */
    void passed(Optional<String> id, String state, Optional<Object> result) {
        if (id.isEmpty()) return;
        states.put(id.get(), state);
        // A name of a step further out that failed or was skipped in here is nothing, not what it was there.
        variables.remove(id.get());
        result.ifPresent(value -> variables.put(id.get(), value == Expression.NULL ? null : value));
    }
}

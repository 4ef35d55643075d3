package dev.crossdock.schema;

import java.util.List;

/** A schema, or a part of it, compiled. Thread-safe. Whoever cannot be sure of what the validator says calls {@link Walk#unsure}. */
@FunctionalInterface
interface Check {
    Check TRUE = (value, walk) -> true;
    Check FALSE = (value, walk) -> false;

    /** @param value a tree that {@link Plain} has let pass @return what the validator would say of it, without a doubt */
    boolean test(Object value, Walk walk);

    static Check all(List<Check> parts) {
        if (parts.isEmpty()) return TRUE;
        if (parts.size() == 1) return parts.get(0);
        var checks = parts.toArray(new Check[0]);
        return (value, walk) -> {
            for (var check : checks) if (!check.test(value, walk)) return false;
            return true;
        };
    }
}

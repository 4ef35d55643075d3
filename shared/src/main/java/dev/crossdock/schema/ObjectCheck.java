package dev.crossdock.schema;

import java.util.List;
import java.util.Map;

/** What a schema says of an object, in one pass over its fields. */
record ObjectCheck(
        Map<String, Check> properties,
        List<Named> patterns,
        Check additional,
        Check names,
        List<String> required,
        Map<String, List<String>> requiredWith,
        Map<String, Check> checkedWith,
        int min,
        int max)
        implements Check {
    /** A pattern of names, and what holds for the fields that match. */
    record Named(BoundedPattern pattern, Check check) {}

    @Override
    public boolean test(Object value, Walk walk) {
        if (!(value instanceof Map<?, ?> map)) return true;
        if (map.size() < min || map.size() > max) return false;
        for (var name : required) if (!map.containsKey(name)) return false;
        if (!properties.isEmpty() || !patterns.isEmpty() || additional != null || names != null) {
            for (var entry : map.entrySet()) {
                if (!field((String) entry.getKey(), entry.getValue(), walk)) return false;
            }
        }
        for (var with : requiredWith.entrySet()) {
            if (!map.containsKey(with.getKey())) continue;
            for (var name : with.getValue()) if (!map.containsKey(name)) return false;
        }
        for (var with : checkedWith.entrySet()) {
            if (map.containsKey(with.getKey()) && !walk.into(with.getValue(), map)) return false;
        }
        return true;
    }

    private boolean field(String name, Object value, Walk walk) {
        if (names != null && !walk.into(names, name)) return false;
        var property = properties.get(name);
        if (property != null && !walk.into(property, value)) return false;
        boolean known = property != null;
        for (var pattern : patterns) {
            if (!pattern.pattern().matches(name)) continue;
            known = true;
            if (!walk.into(pattern.check(), value)) return false;
        }
        if (known || additional == null) return true;
        // The validator passes over such names.
        if (name.startsWith("#")) throw Walk.unsure();
        return walk.into(additional, value);
    }
}

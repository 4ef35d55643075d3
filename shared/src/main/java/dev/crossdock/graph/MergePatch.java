package dev.crossdock.graph;

import java.util.LinkedHashMap;
import java.util.Map;

/** JSON Merge Patch (RFC 7396): null takes a field away. */
final class MergePatch {
    private MergePatch() {}

    static Object of(Object target, Object patch) {
        if (!(patch instanceof Map<?, ?> changes)) return patch;
        var result = new LinkedHashMap<String, Object>();
        if (target instanceof Map<?, ?> map) map.forEach((key, value) -> result.put((String) key, value));
        changes.forEach((key, value) -> {
            if (value == null) result.remove(key);
            else result.put((String) key, of(result.get(key), value));
        });
        return result;
    }
}

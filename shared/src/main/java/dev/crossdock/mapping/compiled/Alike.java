package dev.crossdock.mapping.compiled;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A value such that two that JSONata calls the same are equal. */
final class Alike {
    private Alike() {}

    static Object of(Object value) {
        if (value instanceof Number number) return number.doubleValue() + 0.0;
        if (value instanceof List<?> list) {
            var alike = new ArrayList<Object>(list.size());
            for (var member : list) alike.add(of(member));
            return alike;
        }
        if (value instanceof Map<?, ?> map) {
            var alike = new HashMap<Object, Object>(map.size() * 2);
            map.forEach((key, member) -> alike.put(key, of(member)));
            return alike;
        }
        return value;
    }
}

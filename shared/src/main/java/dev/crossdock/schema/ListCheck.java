package dev.crossdock.schema;

import java.util.List;
import java.util.Map;

/** What a schema says of a list. @param rest of the items behind the first ones, or null @param contained or null */
record ListCheck(
        List<Check> first,
        Check rest,
        Check contained,
        int minContains,
        int maxContains,
        int min,
        int max,
        boolean unique)
        implements Check {
    @Override
    public boolean test(Object value, Walk walk) {
        // The validator takes an object's values for items here.
        if (unique && value instanceof Map<?, ?> map && map.size() > 1) throw Walk.unsure();
        if (!(value instanceof List<?> list)) return true;
        if (list.size() < min || list.size() > max) return false;
        int at = 0;
        int found = 0;
        for (var item : list) {
            var check = at < first.size() ? first.get(at) : rest;
            if (check != null && !walk.into(check, item)) return false;
            if (contained != null && walk.into(contained, item)) found++;
            at++;
        }
        if (contained != null && (found < minContains || found > maxContains)) return false;
        return !unique || Same.unique(list);
    }
}

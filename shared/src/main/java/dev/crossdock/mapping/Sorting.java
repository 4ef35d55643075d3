package dev.crossdock.mapping;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code $sort}, as the reference implementation does it: a merge sort that asks the function only whether the first belongs
 * behind the second. The library's gives equal ones an order of their own, and fails on longer lists that have some.
 */
final class Sorting {
    private Sorting() {}

    static List<?> sort(List<?> list, Object behind) {
        if (list == null || list.size() <= 1) return list;
        if (behind != null) {
            return merged(
                    list, (a, b) -> Boolean.TRUE.equals(Functions.toBoolean(OwnFunctions.call(behind, List.of(a, b)))));
        }
        var sorted = new ArrayList<Object>(list);
        if (sorted.stream().allMatch(String.class::isInstance)) {
            sorted.sort(Comparator.comparing(String.class::cast));
        } else if (sorted.stream().allMatch(Number.class::isInstance)) {
            sorted.sort(Comparator.comparingDouble(number -> ((Number) number).doubleValue()));
        } else {
            throw new JException("D3070", -1, null);
        }
        return sorted;
    }

    @FunctionalInterface
    private interface Behind {
        boolean test(Object a, Object b);
    }

    private static List<Object> merged(List<?> list, Behind behind) {
        if (list.size() == 1) return List.of(list.get(0));
        var left = merged(list.subList(0, list.size() / 2), behind);
        var right = merged(list.subList(list.size() / 2, list.size()), behind);
        var merged = new ArrayList<Object>(list.size());
        int l = 0;
        int r = 0;
        while (l < left.size() && r < right.size()) {
            merged.add(behind.test(left.get(l), right.get(r)) ? right.get(r++) : left.get(l++));
        }
        merged.addAll(left.subList(l, left.size()));
        merged.addAll(right.subList(r, right.size()));
        return merged;
    }
}

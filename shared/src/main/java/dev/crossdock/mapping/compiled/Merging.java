package dev.crossdock.mapping.compiled;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** A merge sort that asks only whether the first belongs behind the second: a function that contradicts itself cannot break it. */
final class Merging {
    private Merging() {}

    static <T> void sort(List<T> list, BiPredicate<? super T, ? super T> behind) {
        if (list.size() <= 1) return;
        var left = new ArrayList<>(list.subList(0, list.size() / 2));
        var right = new ArrayList<>(list.subList(list.size() / 2, list.size()));
        sort(left, behind);
        sort(right, behind);
        int l = 0;
        int r = 0;
        for (int i = 0; i < list.size(); i++) {
            if (l == left.size()) list.set(i, right.get(r++));
            else if (r == right.size()) list.set(i, left.get(l++));
            else list.set(i, behind.test(left.get(l), right.get(r)) ? right.get(r++) : left.get(l++));
        }
    }
}

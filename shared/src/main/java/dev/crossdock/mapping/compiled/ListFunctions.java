package dev.crossdock.mapping.compiled;

import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Functions of lists that call nobody. */
final class ListFunctions {
    private ListFunctions() {}

    static void register(Library to) {
        to.add("count", "<a:n>", 1, (a, f) -> a[0] == null ? 0 : ((List<?>) a[0]).size());
        to.add("append", "<xx:a>", 2, (a, f) -> {
            if (a[0] == null) return Numbers.picked(a[1]);
            if (a[1] == null) return Numbers.picked(a[0]);
            var joined = (Seq) Lists.append(a[0], a[1]);
            f.run.madeList(joined.size());
            return joined;
        });
        to.add("reverse", "<a:a>", 1, (a, f) -> {
            if (a[0] == null || ((List<?>) a[0]).size() <= 1) return a[0];
            var reversed = Seq.array((List<?>) a[0]);
            Collections.reverse(reversed);
            f.run.madeList(reversed.size());
            return reversed;
        });
        to.add("shuffle", "<a:a>", 1, (a, f) -> {
            if (a[0] == null || ((List<?>) a[0]).size() <= 1) return a[0];
            var shuffled = Seq.array((List<?>) a[0]);
            Collections.shuffle(shuffled, new Random());
            f.run.madeList(shuffled.size());
            return shuffled;
        });
        to.add("distinct", "<x:x>", 1, (a, f) -> Numbers.picked(distinct(a[0], f.run)));
        to.add("zip", "<a+>", 0, (a, f) -> zip(a, f.run));
    }

    private static Object distinct(Object value, Run run) {
        if (!(value instanceof List<?> list) || list.size() <= 1) return value;
        var found = value instanceof Seq seq && seq.sequence ? Seq.sequence() : Seq.array(8);
        var seen = new java.util.HashSet<Object>();
        for (var member : list) {
            run.tick();
            // The same by one rule for all: numbers as floats, however deep.
            if (seen.add(Alike.of(member))) found.add(member);
        }
        run.madeList(found.size());
        return found;
    }

    private static Object zip(Object[] lists, Run run) {
        var zipped = Seq.array(8);
        int shortest = Integer.MAX_VALUE;
        for (var list : lists) shortest = Math.min(shortest, list == null ? 0 : ((List<?>) list).size());
        if (lists.length == 0) shortest = 0;
        for (int i = 0; i < shortest; i++) {
            run.tick();
            var row = Seq.array(lists.length);
            for (var list : lists) row.add(((List<?>) list).get(i));
            zipped.add(row);
        }
        run.madeList(zipped.size() * lists.length);
        return zipped;
    }
}

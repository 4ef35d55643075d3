package dev.crossdock.mapping.compiled;

import java.util.List;
import java.util.Map;

/** Functions that take functions. */
final class HigherOrderFunctions {
    private HigherOrderFunctions() {}

    static void register(Library to) {
        to.add("map", "<af>", 2, (a, f) -> map((List<?>) a[0], (Fn) a[1], f));
        to.add("filter", "<af>", 2, (a, f) -> filter((List<?>) a[0], (Fn) a[1], f));
        to.add("single", "<af?>", 2, (a, f) -> Numbers.picked(single((List<?>) a[0], (Fn) a[1], f)));
        to.add("reduce", "<afj?:j>", 3, (a, f) -> Numbers.picked(reduce((List<?>) a[0], (Fn) a[1], a[2], f)));
        to.add("sort", "<af?:a>", 2, (a, f) -> sort((List<?>) a[0], (Fn) a[1], f));
        to.add("sift", "<o-f?:o>", 2, (a, f) -> sift((Map<?, ?>) a[0], (Fn) a[1], f));
        to.add("each", "<o-f:a>", 2, (a, f) -> each((Map<?, ?>) a[0], (Fn) a[1], f));
    }

    private static Object called(Fn function, Frame frame, Object first, Object second, Object third) {
        return function.call(frame, first, second, third);
    }

    private static Object map(List<?> list, Fn function, Frame frame) {
        if (list == null) return null;
        var found = Seq.sequence(list.size());
        int size = list.size();
        for (int i = 0; i < size; i++) {
            var result = called(function, frame, Nothing.outOf(list.get(i)), i, list);
            if (result != null) found.add(Nothing.into(result));
        }
        frame.run.madeList(found.size());
        return found;
    }

    private static Object filter(List<?> list, Fn function, Frame frame) {
        if (list == null) return null;
        var found = Seq.sequence();
        int size = list.size();
        for (int i = 0; i < size; i++) {
            var member = list.get(i);
            if (Types.truth(called(function, frame, Nothing.outOf(member), i, list))) found.add(member);
        }
        frame.run.madeList(found.size());
        return found;
    }

    private static Object single(List<?> list, Fn function, Frame frame) {
        if (list == null) return null;
        Object found = null;
        for (int i = 0; i < list.size(); i++) {
            var member = Nothing.outOf(list.get(i));
            if (function != null && !Types.truth(called(function, frame, member, i, list))) continue;
            if (found != null) throw Failure.of("D3138");
            found = member;
        }
        if (found == null) throw Failure.of("D3139");
        return found;
    }

    private static Object reduce(List<?> list, Fn function, Object begin, Frame frame) {
        if (list == null) return null;
        if (function.arity < 2) throw Failure.of("D3050");
        var result = begin;
        int from = 0;
        if (begin == null && !list.isEmpty()) {
            result = Nothing.outOf(list.get(0));
            from = 1;
        }
        for (int i = from; i < list.size(); i++) {
            frame.run.tick();
            var member = Nothing.outOf(list.get(i));
            var arguments = function.arity == 2
                    ? new Object[] {result, member}
                    : function.arity == 3 ? new Object[] {result, member, i} : new Object[] {result, member, i, list};
            result = function.call(arguments, null, frame);
        }
        return result;
    }

    private static Object sort(List<?> list, Fn behind, Frame frame) {
        if (list == null || list.size() <= 1) return list;
        var sorted = Seq.array(list);
        frame.run.madeList(sorted.size());
        if (behind != null) {
            Merging.sort(sorted, (a, b) -> {
                frame.run.tick();
                var arguments = new Object[] {Nothing.outOf(a), Nothing.outOf(b)};
                return Types.truth(behind.call(arguments, null, frame));
            });
        } else if (Types.allTexts(sorted)) {
            sorted.sort((a, b) -> ((String) a).compareTo((String) b));
        } else if (Types.allNumbers(sorted)) {
            sorted.sort((a, b) -> Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue()));
        } else {
            throw Failure.of("D3070");
        }
        return sorted;
    }

    private static Object sift(Map<?, ?> object, Fn function, Frame frame) {
        if (object == null) return null;
        var found = new Tree(object.size());
        for (var entry : object.entrySet()) {
            var member = Nothing.outOf(entry.getValue());
            if (Types.truth(called(function, frame, member, entry.getKey(), object))) {
                found.put(String.valueOf(entry.getKey()), entry.getValue());
            }
        }
        frame.run.made(128 + 32L * found.size());
        return found.isEmpty() ? null : found;
    }

    private static Object each(Map<?, ?> object, Fn function, Frame frame) {
        if (object == null) return null;
        var found = Seq.sequence(object.size());
        for (var entry : object.entrySet()) {
            var result = called(function, frame, Nothing.outOf(entry.getValue()), entry.getKey(), object);
            if (result != null) found.add(Nothing.into(result));
        }
        frame.run.madeList(found.size());
        return found;
    }
}

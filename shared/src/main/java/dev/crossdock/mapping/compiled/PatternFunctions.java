package dev.crossdock.mapping.compiled;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions that look for something in a text: a text, a regular expression, or a function that behaves like one. */
final class PatternFunctions {
    private PatternFunctions() {}

    static void register(Library to) {
        to.add("contains", "<s-(sf):b>", 2, (a, f) -> contains((String) a[0], a[1], f));
        to.add("match", "<s-f<s:o>n?:a<o>>", 3, (a, f) -> match((String) a[0], a[1], (Number) a[2], f));
        to.add("split", "<s-(sf)n?:a<s>>", 3, (a, f) -> split((String) a[0], a[1], (Number) a[2], f));
        to.add(
                "replace",
                "<s-(sf)(sf)n?:s>",
                4,
                (a, f) -> Replacing.replace((String) a[0], a[1], a[2], (Number) a[3], f));
    }

    private static Object contains(String text, Object part, Frame frame) {
        if (text == null || part == null) return null;
        if (part instanceof String plain) return text.contains(plain);
        return matches(part, text, "contains", frame).next() != null;
    }

    private static Object match(String text, Object pattern, Number limit, Frame frame) {
        if (text == null) return null;
        if (limit != null && limit.doubleValue() < 0) throw Failure.of("D3040", null, limit);
        var found = Seq.sequence();
        if (limit != null && limit.doubleValue() == 0) return found;
        var matches = matches(pattern, text, "match", frame);
        while (limit == null || found.size() < limit.doubleValue()) {
            var match = matches.next();
            if (match == null) break;
            var shown = new Tree(3);
            shown.put("match", match.text());
            shown.put("index", match.from());
            shown.put("groups", match.groups());
            found.add(shown);
            frame.run.list(found.size());
            frame.run.made(200);
        }
        return found;
    }

    private static Object split(String text, Object separator, Number limit, Frame frame) {
        if (text == null) return null;
        if (limit != null && limit.doubleValue() < 0) throw Failure.of("D3020", null, limit);
        int most = limit == null ? Integer.MAX_VALUE : limit.intValue();
        var run = frame.run;
        var parts = Seq.array(8);
        if (!(separator instanceof String between)) {
            var matches = matches(separator, text, "split", frame);
            int from = 0;
            while (parts.size() < most) {
                var match = matches.next();
                parts.add(text.substring(from, match == null ? text.length() : match.from()));
                if (match == null) break;
                run.list(parts.size());
                from = match.to();
            }
        } else if (between.isEmpty()) {
            run.list(Math.min(text.length(), most));
            for (int i = 0; i < text.length() && i < most; i++) parts.add(text.substring(i, i + 1));
        } else {
            int from = 0;
            while (parts.size() < most) {
                int to = text.indexOf(between, from);
                parts.add(to < 0 ? text.substring(from) : text.substring(from, to));
                run.list(parts.size());
                if (to < 0) break;
                from = to + between.length();
            }
        }
        run.made(2L * parts.size());
        return parts;
    }

    static Regex.Search matches(Object matcher, String text, String asked, Frame frame) {
        if (matcher instanceof Regex regex) return regex.in(text, frame.run);
        return new Regex.Search() {
            private Object step = matcher;
            private Object[] arguments = {text};

            @Override
            public Regex.Match next() {
                frame.run.tick();
                if (!(step instanceof Fn fn)) return null;
                var found = Seq.settled(fn.call(arguments, null, frame), false);
                if (found == null) return null;
                if (!(found instanceof Map<?, ?> map)
                        || !(map.get("match") instanceof String match)
                        || !(map.get("start") instanceof Number from)
                        || !(map.get("end") instanceof Number to)
                        || !(map.get("groups") instanceof List<?> groups)) {
                    throw Failure.of("T1010", asked);
                }
                step = map.get("next");
                arguments = new Object[0];
                return new Regex.Match(match, from.intValue(), to.intValue(), new ArrayList<>(groups));
            }
        };
    }
}

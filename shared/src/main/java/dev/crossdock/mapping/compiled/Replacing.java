package dev.crossdock.mapping.compiled;

/** {@code $replace}: {@code $1} in a text, or a function from match to text. */
final class Replacing {
    private Replacing() {}

    static String replace(String text, Object pattern, Object with, Number limit, Frame frame) {
        if (text == null) return null;
        if ("".equals(pattern)) throw Failure.of("D3010", null, pattern);
        if (limit != null && limit.doubleValue() < 0) throw Failure.of("D3011", null, limit);
        if (pattern == null) return text;
        long most = limit == null ? Long.MAX_VALUE : (long) Math.ceil(limit.doubleValue());
        var run = frame.run;
        if (pattern instanceof String part) {
            if (!(with instanceof String plain)) throw Failure.of("D3012", null, with);
            int at = text.indexOf(part);
            if (at < 0 || most == 0) return text;
            var result = new StringBuilder(text.length() + plain.length());
            int from = 0;
            for (; at >= 0 && most-- > 0; at = text.indexOf(part, from)) {
                result.append(text, from, at).append(plain);
                grown(result, run);
                from = at + part.length();
            }
            return finished(result.append(text, from, text.length()), run);
        }
        var result = new StringBuilder(text.length() + 16);
        int from = 0;
        var matches = PatternFunctions.matches(pattern, text, "replace", frame);
        while (most-- > 0) {
            var match = matches.next();
            if (match == null) break;
            result.append(text, from, match.from()).append(with(with, match, frame));
            grown(result, run);
            from = match.to();
        }
        return from == 0 ? text : finished(result.append(text, from, text.length()), run);
    }

    private static void grown(StringBuilder result, Run run) {
        if (result.length() > run.limits.textLength()) run.text(result.length());
        run.tick();
    }

    private static String finished(StringBuilder result, Run run) {
        if (result.length() > run.limits.textLength()) run.text(result.length());
        return result.toString();
    }

    private static String with(Object replacement, Regex.Match match, Frame frame) {
        if (replacement instanceof String text) return substituted(text, match);
        var shown = new Tree(4);
        shown.put("match", match.text());
        shown.put("start", match.from());
        shown.put("end", match.to());
        shown.put("groups", match.groups());
        var result = replacement instanceof Fn fn ? fn.call(new Object[] {shown}, null, frame) : replacement;
        if (!(result instanceof String text)) throw Failure.of("D3012", null, result);
        return text;
    }

    /** {@code $$} a dollar, {@code $0} the match, {@code $n} a group: as many digits as there are groups for. */
    private static String substituted(String text, Regex.Match match) {
        int dollar = text.indexOf('$');
        if (dollar < 0) return text;
        int groups = match.groups().size();
        var result = new StringBuilder();
        int at = 0;
        while (dollar >= 0) {
            result.append(text, at, dollar);
            at = dollar + 1;
            char next = at < text.length() ? text.charAt(at) : ' ';
            if (next == '$') {
                result.append('$');
                at++;
            } else if (next == '0') {
                result.append(match.text());
                at++;
            } else if (next >= '1' && next <= '9') {
                int number = next - '0';
                for (at++; at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9'; at++) {
                    int longer = number * 10 + text.charAt(at) - '0';
                    if (longer > groups) break;
                    number = longer;
                }
                if (number <= groups && match.groups().get(number - 1) != null) {
                    result.append(match.groups().get(number - 1));
                }
            } else {
                result.append('$');
            }
            dollar = text.indexOf('$', at);
        }
        return result.append(text, at, text.length()).toString();
    }
}

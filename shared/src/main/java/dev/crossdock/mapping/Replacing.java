package dev.crossdock.mapping;

import com.dashjoin.jsonata.JException;
import dev.crossdock.mapping.BoundedRegex.Match;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code $replace}, as the reference implementation does it: {@code $1} in a text, or a function from match to text. */
final class Replacing {
    private Replacing() {}

    static String replace(String text, Object pattern, Object with, Number limit) {
        if (text == null) return null;
        if ("".equals(pattern)) throw new JException("D3010", -1, pattern);
        if (limit != null && limit.doubleValue() < 0) throw new JException("D3011", -1, limit);
        long most = limit == null ? Long.MAX_VALUE : limit.longValue();
        var result = new StringBuilder();
        int from = 0;
        if (pattern instanceof String part) {
            if (!(with instanceof String plain)) throw new JException("D3012", -1, with);
            for (int at = text.indexOf(part); at >= 0 && most-- > 0; at = text.indexOf(part, from)) {
                add(result, text.substring(from, at), plain);
                from = at + part.length();
            }
        } else {
            var matches = OwnFunctions.matches(pattern, text);
            while (most-- > 0) {
                var match = matches.next();
                if (match == null) break;
                add(result, text.substring(from, match.from()), with(with, match));
                from = match.to();
            }
        }
        if (from == 0) return text;
        add(result, text.substring(from), "");
        Guard.current().text(result.length());
        return result.toString();
    }

    private static void add(StringBuilder result, String between, String replacement) {
        result.append(between).append(replacement);
        var guard = Guard.current();
        if (result.length() > guard.limits().textLength()) guard.text(result.length());
        if ((result.length() & 1023) == 0) guard.look();
    }

    private static String with(Object replacement, Match match) {
        if (replacement instanceof String text) return substituted(text, match);
        var result = OwnFunctions.call(replacement, List.of(shown(match)));
        if (!(result instanceof String text)) throw new JException("D3012", -1, result);
        return text;
    }

    private static Map<String, Object> shown(Match match) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("match", match.text());
        shown.put("start", match.from());
        shown.put("end", match.to());
        shown.put("groups", match.groups());
        return shown;
    }

    /** {@code $$} a dollar, {@code $0} the match, {@code $n} a group: as many digits as there are groups for. */
    private static String substituted(String text, Match match) {
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
                int digits = 1;
                int number = next - '0';
                while (at + digits < text.length()
                        && Character.isDigit(text.charAt(at + digits))
                        && number * 10 + text.charAt(at + digits) - '0' <= groups) {
                    number = number * 10 + text.charAt(at + digits++) - '0';
                }
                if (number <= groups && match.groups().get(number - 1) != null) {
                    result.append(match.groups().get(number - 1));
                }
                at += digits;
            } else {
                result.append('$');
            }
            dollar = text.indexOf('$', at);
        }
        return result.append(text, at, text.length()).toString();
    }
}

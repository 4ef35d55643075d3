package dev.crossdock.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Fn0;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A regular expression of an expression: as in JSONata a function, but one that ends when the evaluation's time is up. */
final class BoundedRegex extends JFunction {
    private final Pattern pattern;

    BoundedRegex(Pattern pattern) {
        super(
                (input, arguments) -> arguments.isEmpty() || !(arguments.get(0) instanceof String text)
                        ? null
                        : new Search(pattern, text).next().map(Match::closure).orElse(null),
                "<s:x>");
        this.pattern = pattern;
    }

    Search in(String text) {
        return new Search(pattern, text);
    }

    /** @param from 0-based @param to exclusive @param groups null where one took no part */
    record Match(String text, int from, int to, List<String> groups, Search search) {
        private Map<String, Object> closure() {
            var closure = new LinkedHashMap<String, Object>();
            closure.put("match", text);
            closure.put("start", from);
            closure.put("end", to);
            closure.put("groups", groups);
            closure.put("next", (Fn0<Object>)
                    () -> search.next().map(Match::closure).orElse(null));
            return closure;
        }
    }

    /** One walk through a text. */
    static final class Search {
        private final Matcher matcher;

        private Search(Pattern pattern, String text) {
            this.matcher = pattern.matcher(Guard.current().watched(text));
        }

        Optional<Match> next() {
            try {
                if (!matcher.find()) return Optional.empty();
            } catch (StackOverflowError e) {
                throw new Guard.Stopped(
                        Guard.Stopped.Why.TOO_DEEP, "a regular expression goes too deep over this text.");
            }
            // As in the reference implementation, where it would be found without end.
            if (matcher.end() == matcher.start()) throw new JException("D1004", -1, matcher.pattern());
            var groups = new ArrayList<String>();
            for (int g = 1; g <= matcher.groupCount(); g++) groups.add(matcher.group(g));
            return Optional.of(new Match(matcher.group(), matcher.start(), matcher.end(), groups, this));
        }
    }
}

package dev.crossdock.web;

import dev.crossdock.definition.From;
import dev.crossdock.flow.Percent;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import dev.crossdock.mapping.TextTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is asked of a webservice for a page. Thread-safe. */
final class PullRequest {
    private final String place;
    private final String method;
    private final TextTemplate path;
    private final List<TextTemplate> parameters = new ArrayList<>();
    private final Optional<Expression> headers;
    private final Optional<Expression> body;

    /** @throws Refused when an expression does not compile */
    PullRequest(From.WebserviceRecords from, String place) {
        this.place = place;
        var request = from.request().strip();
        int space = request.indexOf(' ');
        this.method = request.substring(0, Math.max(space, 0)).toUpperCase(Locale.ROOT);
        var target = request.substring(space + 1).strip();
        var parts = split(target, '?');
        this.path = TextTemplate.compile(parts.get(0), place);
        if (parts.size() > 1) {
            var query = target.substring(parts.get(0).length() + 1);
            for (var parameter : split(query, '&')) parameters.add(TextTemplate.compile(parameter, place));
        }
        this.headers = from.headers().map(text -> Expression.compile(text, place));
        this.body = from.body().map(text -> Expression.compile(text, place));
    }

    /** Whether asking changes nothing over there. */
    boolean onlyReads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Path and query of the first page. A query parameter whose expression gives nothing is left out. */
    String target(Map<String, Object> variables) {
        var target = new StringBuilder(path.url(null, variables));
        char join = '?';
        for (var parameter : parameters) {
            try {
                var text = parameter.url(null, variables);
                target.append(join).append(text);
                join = '&';
            } catch (Refused e) {
                if (!e.problem().code().equals("map.no-value")) throw e;
            }
        }
        return target.toString();
    }

    /** With this value for a query parameter, instead of one that is there. */
    static String with(String target, String name, String value) {
        int question = target.indexOf('?');
        var all = new ArrayList<String>();
        if (question >= 0) {
            for (var parameter : target.substring(question + 1).split("&")) {
                if (!parameter.isEmpty() && !parameter.startsWith(Percent.encoded(name) + "=")) all.add(parameter);
            }
        }
        all.add(Percent.encoded(name) + "=" + Percent.encoded(value));
        return (question < 0 ? target : target.substring(0, question)) + "?" + String.join("&", all);
    }

    /** @param target path and query as they are sent */
    Request of(String target, Map<String, Object> variables) {
        return new Request(
                method,
                target,
                RequestTemplate.headers(headers, null, variables, place),
                body.flatMap(expression -> expression.evaluate(null, variables)).map(RequestTemplate::json));
    }

    /** Cuts where a character stands outside of all braces and quotes: {@code &} and {@code ?} are JSONata's too. */
    private static List<String> split(String text, char at) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int begin = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) quote = 0;
            } else if (depth > 0 && (c == '"' || c == '\'' || c == '`')) {
                quote = c;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == at && depth == 0) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }
}

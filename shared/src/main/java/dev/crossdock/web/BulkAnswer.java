package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.To.WebserviceTarget.Listed;
import dev.crossdock.definition.To.WebserviceTarget.Results;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads from an answer what became of each record: by its place in the list, by an id that is said back, from a list of those
 * that failed, or line by line of NDJSON. A record that the answer does not name is not taken for a success. Compiled once;
 * thread-safe.
 */
final class BulkAnswer {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final Set<String> WELL = Set.of(
            "ok",
            "okay",
            "success",
            "successful",
            "succeeded",
            "accepted",
            "created",
            "updated",
            "unchanged",
            "done",
            "completed",
            "deleted",
            "noop");

    private final Listed listed;
    private final boolean lines;
    private final Expression items;
    private final Optional<Expression> id;
    private final Optional<Expression> record;
    private final Optional<Expression> index;
    private final Optional<Expression> status;
    private final Optional<Expression> error;

    /** @throws Refused when an expression does not compile */
    BulkAnswer(Results results, String place) {
        this.listed = results.listed();
        this.lines = results.lines();
        this.items = Expression.compile(results.items(), place + ".items");
        this.id = compile(results.id(), place + ".id");
        this.record = compile(results.record(), place + ".record");
        this.index = compile(results.index(), place + ".index");
        this.status = compile(results.status(), place + ".status");
        this.error = compile(results.error(), place + ".error");
    }

    private static Optional<Expression> compile(Optional<String> text, String place) {
        return text.map(expression -> Expression.compile(expression, place));
    }

    /**
     * What became of one record.
     *
     * @param verdict UNCLEAR also when the answer does not name it
     * @param status its own; 0 = the answer says none
     * @param said why, in the other side's words; empty = nothing
     */
    record Fate(Verdict verdict, int status, String said) {}

    /** The answer cannot be read: nobody knows what became of its records. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String why) {
            super(why, null, false, false);
        }
    }

    /** The id of a record, by which the answer names it. @return empty when the job names none, or this record has none */
    Optional<String> idOf(Object value, Map<String, Object> variables) {
        return record.flatMap(expression -> expression.evaluate(value, variables))
                .flatMap(BulkAnswer::text);
    }

    boolean byId() {
        return id.isPresent();
    }

    /**
     * @param ids of the records, in their order; empty ones have none
     * @return one fate per record, in their order
     * @throws Unreadable when the answer is not what the job says it is
     */
    List<Fate> fates(Http.Answer answer, List<String> ids, Connection.Delivery mode, String method) throws Unreadable {
        if (answer.cut()) throw new Unreadable("it is larger than limits.maxResponse");
        var variables = new HashMap<String, Object>();
        variables.put("status", answer.status());
        variables.put("headers", firsts(answer));
        var named = evaluated(tree(answer.body()), variables);
        var byId = new HashMap<String, List<Integer>>();
        for (int i = 0; i < ids.size(); i++) {
            if (!ids.get(i).isEmpty())
                byId.computeIfAbsent(ids.get(i), any -> new ArrayList<>()).add(i);
        }
        var places = new HashMap<Integer, Object>();
        for (int i = 0; i < named.size(); i++) {
            for (int at : at(named.get(i), i, byId, variables)) places.put(at, named.get(i));
        }
        var fates = new ArrayList<Fate>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            var item = places.get(i);
            if (places.containsKey(i)) fates.add(fate(item, variables, mode, method));
            else if (listed == Listed.FAILED) fates.add(new Fate(Verdict.DONE, answer.status(), ""));
            else fates.add(new Fate(Verdict.UNCLEAR, 0, ""));
        }
        return fates;
    }

    private static Map<String, Object> firsts(Http.Answer answer) {
        var headers = new HashMap<String, Object>();
        answer.headers().forEach((name, values) -> {
            if (!values.isEmpty()) headers.put(name, values.get(0));
        });
        return headers;
    }

    private Object tree(byte[] body) throws Unreadable {
        var text = new String(body, StandardCharsets.UTF_8);
        try {
            if (!lines) return JSON.readValue(text, Object.class);
            var all = new ArrayList<Object>();
            for (var line : text.split("\n")) {
                if (!line.isBlank()) all.add(JSON.readValue(line, Object.class));
            }
            return all;
        } catch (JsonProcessingException e) {
            throw new Unreadable("it is no JSON (" + e.getOriginalMessage() + ")");
        } catch (IOException e) {
            throw new Unreadable(e.getMessage());
        }
    }

    private List<?> evaluated(Object tree, Map<String, Object> variables) throws Unreadable {
        try {
            var found = items.evaluate(tree, variables);
            if (found.isEmpty() || found.get() == Expression.NULL) return List.of();
            return found.get() instanceof List<?> list ? list : List.of(found.get());
        } catch (Refused e) {
            throw new Unreadable(e.problem().message());
        }
    }

    /** Where the records are that an item tells of; several when they have the same id. */
    private List<Integer> at(Object item, int place, Map<String, List<Integer>> byId, Map<String, Object> variables)
            throws Unreadable {
        try {
            if (index.isPresent()) {
                var number = index.get().evaluate(item, variables);
                if (number.isPresent() && number.get() instanceof Number n) return List.of(n.intValue());
                return List.of();
            }
            if (id.isEmpty()) return List.of(place);
            return id.get()
                    .evaluate(item, variables)
                    .flatMap(BulkAnswer::text)
                    .map(name -> byId.getOrDefault(name, List.of()))
                    .orElse(List.of());
        } catch (Refused e) {
            throw new Unreadable(e.problem().message());
        }
    }

    private Fate fate(Object item, Map<String, Object> variables, Connection.Delivery mode, String method)
            throws Unreadable {
        try {
            var said = error.flatMap(expression -> expression.evaluate(item, variables))
                    .filter(value -> value != Expression.NULL && !value.equals(""));
            var words = said.map(BulkAnswer::words).orElse("");
            var given = status.flatMap(expression -> expression.evaluate(item, variables))
                    .filter(value -> value != Expression.NULL);
            if (given.isEmpty()) {
                if (listed == Listed.FAILED || said.isPresent()) return new Fate(Verdict.REFUSED, 0, words);
                return status.isPresent() ? new Fate(Verdict.UNCLEAR, 0, "") : new Fate(Verdict.DONE, 0, "");
            }
            var number = number(given.get());
            if (number.isPresent()) {
                return new Fate(Verdict.of(mode, method, number.get()), number.get(), words);
            }
            boolean well = given.get() instanceof Boolean flag
                    ? flag
                    : WELL.contains(String.valueOf(given.get()).toLowerCase(Locale.ROOT));
            return new Fate(
                    well ? Verdict.DONE : Verdict.REFUSED,
                    0,
                    well || !words.isEmpty() ? words : String.valueOf(given.get()));
        } catch (Refused e) {
            throw new Unreadable(e.problem().message());
        }
    }

    private static Optional<Integer> number(Object value) {
        if (value instanceof Number number) return Optional.of(number.intValue());
        return value instanceof String text && text.matches("[1-9][0-9]{2}")
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    private static Optional<String> text(Object value) {
        if (value == Expression.NULL || value instanceof Map || value instanceof List) return Optional.empty();
        if (value instanceof BigDecimal number)
            return Optional.of(number.stripTrailingZeros().toPlainString());
        return Optional.of(String.valueOf(value));
    }

    private static String words(Object value) {
        return value instanceof String text ? text : RequestTemplate.json(value);
    }
}

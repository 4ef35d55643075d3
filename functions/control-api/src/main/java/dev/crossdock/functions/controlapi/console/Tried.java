package dev.crossdock.functions.controlapi.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordText;
import dev.crossdock.mapping.Expression;
import dev.crossdock.mapping.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A mapping, tried.
 *
 * @param wrong why nothing could be tried; empty when it could
 * @param where of {@code wrong}: {@code mapping, line 2, column 8}
 * @param line the line of the text that is wrong; empty when it is not known
 * @param mark so many columns before the mark under it
 */
public record Tried(String wrong, String where, String line, String mark, List<One> results, boolean more) {
    /** More would take longer than a person types. */
    private static final int MOST = 10;

    private static final int LONGEST = 200_000;

    private static final Limits LIMITS =
            new Limits(Duration.ofMillis(100), Limits.DEFAULT.depth(), 100_000, 10_000, 8_000_000, 100_000);

    /** Of one input record. @param result empty when the mapping gives nothing @param wrong empty when it went well */
    public record One(int number, String result, String wrong) {}

    static Tried of(String input, String mapping, Map<String, Object> vars) {
        if (input.length() > LONGEST || mapping.length() > LONGEST)
            return failed("This is too long to be tried here.", "", "", "");
        var fault = Expression.fault(mapping);
        if (fault.isPresent())
            return fault("mapping", mapping, fault.get().message(), fault.get().at());
        Object tree;
        try {
            tree = RecordText.read(input);
        } catch (RuntimeException e) {
            return json(input, e);
        }
        var records = tree instanceof List<?> list ? list : java.util.Collections.singletonList(tree);
        var expression = Expression.compile(mapping, "mapping", LIMITS);
        var results = new ArrayList<One>();
        for (var record : records.subList(0, Math.min(MOST, records.size())))
            results.add(one(results.size() + 1, expression, record, vars));
        return new Tried("", "", "", "", results, records.size() > MOST);
    }

    /** All results, one below the other. */
    String text() {
        return results.stream()
                .map(one -> one.wrong().isEmpty() ? one.result() : one.wrong())
                .collect(Collectors.joining("\n"));
    }

    private static One one(int number, Expression expression, Object record, Map<String, Object> vars) {
        try {
            var result = expression.evaluate(record, Map.of("vars", vars));
            return new One(number, result.map(Pretty::tree).orElse(""), "");
        } catch (Refused e) {
            return new One(
                    number, "", (e.problem().message() + " " + e.problem().hint()).strip());
        }
    }

    private static Tried json(String input, RuntimeException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        if (!(cause instanceof JsonProcessingException json) || json.getLocation() == null)
            return failed("The input is no JSON.", "input", "", "");
        int line = Math.max(1, json.getLocation().getLineNr());
        int column = Math.max(1, json.getLocation().getColumnNr());
        var lines = input.split("\n", -1);
        var text = line <= lines.length ? lines[line - 1] : "";
        return marked("input", json.getOriginalMessage() + ".", line, column, text);
    }

    private static Tried fault(String what, String text, String message, int at) {
        if (at < 0) return failed(message, what, "", "");
        int place = Math.min(at, text.length());
        int begin = text.lastIndexOf('\n', Math.max(0, place - 1)) + 1;
        if (place == 0) begin = 0;
        int line = 1
                + (int) text.substring(0, begin).chars().filter(c -> c == '\n').count();
        int end = text.indexOf('\n', begin) < 0 ? text.length() : text.indexOf('\n', begin);
        return marked(what, message, line, place - begin + 1, text.substring(begin, Math.max(begin, end)));
    }

    private static Tried marked(String what, String message, int line, int column, String text) {
        var shown = Told.cut(text, 160);
        int blank = Math.min(column - 1, shown.length());
        return failed(message, "%s, line %d, column %d".formatted(what, line, column), shown, " ".repeat(blank));
    }

    private static Tried failed(String wrong, String where, String line, String mark) {
        return new Tried(wrong, where, line, mark, List.of(), false);
    }
}

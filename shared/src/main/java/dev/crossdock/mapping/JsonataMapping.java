package dev.crossdock.mapping;

import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A job's {@code map}: an array gives several records, nothing gives none, an object one. Thread-safe. */
public final class JsonataMapping implements Mapping {
    /** More would be a mapping that multiplies, not one that splits. */
    private static final int MOST_RECORDS = 10_000;

    private final Expression expression;
    private final Map<String, Object> variables;

    private JsonataMapping(Expression expression, Map<String, Object> variables) {
        this.expression = expression;
        this.variables = variables;
    }

    /**
     * @param place where the expression stands, for messages
     * @param variables by name without {@code $}; not changed afterwards
     * @throws Refused {@code config.expression}
     */
    public static JsonataMapping compile(String text, String place, Map<String, Object> variables) {
        return new JsonataMapping(Expression.compile(text, place), variables);
    }

    @Override
    public List<Record> apply(Record in) {
        var result = expression.evaluate(in.value(), variables);
        if (result.isEmpty() || result.get() == Expression.NULL) return List.of();
        if (!(result.get() instanceof List<?> several)) return List.of(in.with(result.get()));
        if (several.size() > MOST_RECORDS) {
            throw new Refused(Problem.of(
                    "map.too-large",
                    "one record became %,d.".formatted(several.size()),
                    "At most %,d are taken.".formatted(MOST_RECORDS)));
        }
        var records = new ArrayList<Record>(several.size());
        for (var one : several) {
            if (one != null) records.add(in.with(one));
        }
        return records;
    }

    /** How many records the interpreter mapped. */
    public long interpreted() {
        return expression.interpreted().count();
    }

    /** What that means, as a report says it. */
    public Problem interpretedBecause() {
        return Problem.of(
                        "map.interpreted",
                        "the interpreter did what is not compiled: "
                                + expression.interpreted().why().orElse("everything, as it was told to") + ".",
                        "The result is the same and takes ten times as long; write it otherwise where that matters.")
                .at(expression.place());
    }
}

package dev.crossdock.graph;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which records are meant: JSONata, or operators by field. Of a list each entry counts: one that fits is enough. Compiled once;
 * thread-safe.
 *
 * <pre>{@code {"brand": "X", "price": {"gte": 10, "lt": 20}, "or": [{"stock": {"exists": false}}, {"tags.key": {"in": ["a", "b"]}}]}}</pre>
 */
public final class Condition {
    private static final List<String> OPERATORS =
            List.of("eq", "ne", "in", "nin", "gt", "gte", "lt", "lte", "not", "exists", "contains");
    /** {@code brand = "X"}, with more of its kind joined by {@code and}: what of JSONata an index can be asked for. */
    private static final Pattern COMPARED = Pattern.compile(
            "\\s*([\\p{L}_][\\p{L}\\p{N}_.]*)\\s*(=|!=|<=?|>=?)\\s*(\"[^\"\\\\]*\"|-?\\d+(?:\\.\\d+)?|true|false)\\s*");

    private static final int DEEPEST = 20;

    /** A field that has one of some values wherever the whole holds. */
    record Needed(String field, List<String> values) {}

    private final Predicate<Object> test;
    private final List<Needed> needed;

    private Condition(Predicate<Object> test, List<Needed> needed) {
        this.test = test;
        this.needed = needed;
    }

    /**
     * @param where JSONata text, operators as a tree, or null for all records
     * @throws Refused {@code request.where} or {@code config.expression}
     */
    public static Condition of(Object where) {
        if (where == null) return new Condition(tree -> true, List.of());
        if (where instanceof String text) return jsonata(text);
        if (where instanceof Map<?, ?> fields) return all(fields, "/where", 0);
        throw refused("where is neither a text nor an object.", "/where");
    }

    /** Records of which a field has a value, written as a text: 7 is found by 7, by 7.0 not. */
    public static Condition has(String field, String value) {
        var path = new FieldPath(field);
        return new Condition(
                tree -> path.values(tree).stream()
                        .anyMatch(each ->
                                FieldValue.text(each).filter(value::equals).isPresent()),
                List.of(new Needed(field, List.of(value))));
    }

    /** @param tree of a record */
    public boolean holds(Object tree) {
        return test.test(tree);
    }

    List<Needed> needed() {
        return needed;
    }

    private static Condition jsonata(String text) {
        var expression = Expression.compile(text, "where");
        var needed = new ArrayList<Needed>();
        for (var part : text.split("\\band\\b")) {
            var compared = COMPARED.matcher(part);
            if (!compared.matches()) {
                // Something else than comparisons joined by "and": nothing is known.
                needed.clear();
                break;
            }
            if (compared.group(2).equals("=")) {
                needed.add(new Needed(compared.group(1), List.of(literal(compared.group(3)))));
            }
        }
        return new Condition(tree -> holds(expression, tree), List.copyOf(needed));
    }

    private static String literal(String text) {
        if (text.startsWith("\"")) return text.substring(1, text.length() - 1);
        if (text.equals("true") || text.equals("false")) return text;
        return FieldValue.text(new BigDecimal(text)).orElseThrow();
    }

    /** A record for which it cannot be said, as one with a text where a number is compared, is not meant. */
    private static boolean holds(Expression expression, Object tree) {
        try {
            return expression.holds(tree, Map.of());
        } catch (Refused e) {
            if (e.problem().code().equals("map.failed")) return false;
            throw e;
        }
    }

    private static Condition all(Map<?, ?> fields, String pointer, int depth) {
        if (depth > DEEPEST) throw refused("where is nested more than " + DEEPEST + " levels.", pointer);
        var parts = new ArrayList<Condition>();
        fields.forEach((key, value) -> {
            var name = String.valueOf(key);
            var at = pointer + Problem.pointer(name);
            if (name.equals("and") && value instanceof List<?> list) {
                parts.addAll(each(list, at, depth));
            } else if (name.equals("or") && value instanceof List<?> list) {
                var any = each(list, at, depth);
                parts.add(new Condition(tree -> any.stream().anyMatch(one -> one.holds(tree)), List.of()));
            } else if (name.equals("not") && value instanceof Map<?, ?> inner) {
                var one = all(inner, at, depth + 1);
                parts.add(new Condition(tree -> !one.holds(tree), List.of()));
            } else {
                parts.add(field(name, value, at, depth));
            }
        });
        return new Condition(
                tree -> parts.stream().allMatch(part -> part.holds(tree)),
                parts.stream().flatMap(part -> part.needed().stream()).toList());
    }

    private static List<Condition> each(List<?> list, String pointer, int depth) {
        var conditions = new ArrayList<Condition>();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Map<?, ?> fields)) {
                throw refused("an entry of a list of conditions is no object.", pointer + "/" + i);
            }
            conditions.add(all(fields, pointer + "/" + i, depth + 1));
        }
        return conditions;
    }

    private static Condition field(String name, Object value, String pointer, int depth) {
        var path = new FieldPath(name);
        if (!(value instanceof Map<?, ?> operators)) {
            var fits = operator("eq", value, pointer, depth);
            return new Condition(tree -> fits.test(path.values(tree)), needed(name, "eq", value));
        }
        var tests = new ArrayList<Predicate<List<Object>>>();
        var needed = new ArrayList<Needed>();
        operators.forEach((operator, operand) -> {
            tests.add(operator(
                    String.valueOf(operator), operand, pointer + Problem.pointer(String.valueOf(operator)), depth));
            needed.addAll(needed(name, String.valueOf(operator), operand));
        });
        return new Condition(
                tree -> {
                    var values = path.values(tree);
                    return tests.stream().allMatch(test -> test.test(values));
                },
                List.copyOf(needed));
    }

    private static List<Needed> needed(String field, String operator, Object operand) {
        var wanted = operator.equals("in") && operand instanceof List<?> list
                ? list
                : operator.equals("eq") && operand != null ? List.of(operand) : List.of();
        var texts = wanted.stream()
                .map(FieldValue::text)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return texts.isEmpty() || texts.size() < wanted.size() ? List.of() : List.of(new Needed(field, texts));
    }

    /** @return over all values that a field has */
    private static Predicate<List<Object>> operator(String name, Object operand, String pointer, int depth) {
        switch (name) {
            case "eq" -> {
                return equal(operand);
            }
            case "ne" -> {
                return equal(operand).negate();
            }
            case "in", "nin" -> {
                if (!(operand instanceof List<?> list)) throw refused("\"" + name + "\" takes a list.", pointer);
                var wanted = list.stream().map(Condition::equal).toList();
                Predicate<List<Object>> any = values -> wanted.stream().anyMatch(one -> one.test(values));
                return name.equals("in") ? any : any.negate();
            }
            case "gt" -> {
                return compared(operand, order -> order > 0, name, pointer);
            }
            case "gte" -> {
                return compared(operand, order -> order >= 0, name, pointer);
            }
            case "lt" -> {
                return compared(operand, order -> order < 0, name, pointer);
            }
            case "lte" -> {
                return compared(operand, order -> order <= 0, name, pointer);
            }
            case "exists" -> {
                if (!(operand instanceof Boolean wanted)) throw refused("\"exists\" takes true or false.", pointer);
                return values -> wanted == values.stream().anyMatch(value -> value != null);
            }
            case "contains" -> {
                return values -> values.stream()
                        .anyMatch(value -> value instanceof String text && operand instanceof String part
                                ? text.contains(part)
                                : FieldValue.same(value, operand));
            }
            case "not" -> {
                if (depth > DEEPEST || !(operand instanceof Map<?, ?> inner)) {
                    throw refused("\"not\" takes operators.", pointer);
                }
                var tests = new ArrayList<Predicate<List<Object>>>();
                inner.forEach((key, value) -> tests.add(operator(
                        String.valueOf(key), value, pointer + Problem.pointer(String.valueOf(key)), depth + 1)));
                return values -> !tests.stream().allMatch(test -> test.test(values));
            }
            default -> throw refused("\"" + name + "\" is no operator.", pointer);
        }
    }

    /** Null is what is not there, too. */
    private static Predicate<List<Object>> equal(Object operand) {
        if (operand == null) return values -> values.stream().allMatch(value -> value == null);
        if (operand instanceof List) return values -> FieldValue.same(values, operand);
        return values -> values.stream().anyMatch(value -> FieldValue.same(value, operand));
    }

    private static Predicate<List<Object>> compared(
            Object operand, Predicate<Integer> fits, String name, String pointer) {
        if (!(operand instanceof Number) && !(operand instanceof String)) {
            throw refused("\"" + name + "\" takes a number or a text.", pointer);
        }
        return values -> values.stream()
                .anyMatch(
                        value -> FieldValue.compare(value, operand).filter(fits).isPresent());
    }

    private static Refused refused(String message, String pointer) {
        return new Refused(Problem.of(
                        "request.where",
                        message,
                        "Send JSONata as a text, or by field a value or operators: and, or, "
                                + String.join(", ", OPERATORS) + ".")
                .in(pointer));
    }
}

package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;
import java.util.ArrayList;
import java.util.List;

/** Closures of the operators between two values. */
final class Operators {
    private Operators() {}

    static Op of(Node node) {
        var text = node.text();
        if (text.equals("&")) return joined(node);
        var left = Compiler.compile(node.left);
        var right = Compiler.compile(node.right);
        return switch (text) {
            case "+", "-", "*", "/", "%" -> Arithmetic.of(text.charAt(0), left, right, node);
            case "=" ->
                (input, frame) -> {
                    var a = left.run(input, frame);
                    var b = right.run(input, frame);
                    return a != null && b != null && Types.same(a, b);
                };
            case "!=" ->
                (input, frame) -> {
                    var a = left.run(input, frame);
                    var b = right.run(input, frame);
                    return a != null && b != null && !Types.same(a, b);
                };
            case "<", "<=", ">", ">=" -> comparison(text, left, right, node);
            case "and" -> (input, frame) -> Types.truth(left.run(input, frame)) && Types.truth(right.run(input, frame));
            case "or" -> (input, frame) -> Types.truth(left.run(input, frame)) || Types.truth(right.run(input, frame));
            case "in" -> (input, frame) -> within(left.run(input, frame), right.run(input, frame));
            case ".." ->
                (input, frame) -> Lists.range(left.run(input, frame), right.run(input, frame), node, frame.run);
            default -> throw new NotCompiled("the operator " + text);
        };
    }

    static Op negate(Node node) {
        var of = Compiler.compile(node.left);
        return (input, frame) -> {
            var value = of.run(input, frame);
            if (value == null) return null;
            if (!Types.number(value)) throw Failure.of("D1002", "-", value).in(node);
            return Numbers.of(-((Number) value).doubleValue());
        };
    }

    private static boolean within(Object one, Object several) {
        if (one == null || several == null) return false;
        if (!(several instanceof List<?> list)) return Types.same(one, several);
        for (var member : list) if (Types.same(one, Nothing.outOf(member))) return true;
        return false;
    }

    private static Op joined(Node node) {
        var nodes = new ArrayList<Node>();
        Node at = node;
        while (at.kind == Kind.BINARY && at.value.equals("&") && at.predicates == null && at.group == null) {
            nodes.add(0, at.right);
            at = at.left;
        }
        nodes.add(0, at);
        var parts = Compiler.compileAll(nodes);
        if (parts.length == 2) {
            var first = parts[0];
            var second = parts[1];
            return (input, frame) -> {
                var a = first.run(input, frame);
                var b = second.run(input, frame);
                var text = (a == null ? "" : Strings.of(a)).concat(b == null ? "" : Strings.of(b));
                frame.run.joined(text.length());
                return text;
            };
        }
        return (input, frame) -> {
            var text = new StringBuilder();
            for (var part : parts) {
                var value = part.run(input, frame);
                if (value != null) Strings.append(text, value);
            }
            frame.run.joined(text.length());
            return text.toString();
        };
    }

    private static Op comparison(String operator, Op left, Op right, Node node) {
        boolean less = operator.charAt(0) == '<';
        boolean equal = operator.length() == 2;
        return (input, frame) -> {
            var a = left.run(input, frame);
            var b = right.run(input, frame);
            if (!comparable(a) || !comparable(b))
                throw Failure.of("T2010", operator, a != null ? a : b).in(node);
            if (a == null || b == null) return null;
            int order;
            if (a instanceof String x && b instanceof String y) order = x.compareTo(y);
            else if (a instanceof Number x && b instanceof Number y) order = order(x, y);
            else throw Failure.of("T2009", operator, a, b).in(node);
            return order == 0 ? equal : order < 0 == less;
        };
    }

    private static boolean comparable(Object value) {
        return value == null || value instanceof String || value instanceof Number;
    }

    /** Of one class exactly, otherwise as floats. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static int order(Number a, Number b) {
        if (a.getClass() == b.getClass() && a instanceof Comparable exact) return exact.compareTo(b);
        return Double.compare(a.doubleValue(), b.doubleValue());
    }
}

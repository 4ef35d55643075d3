package dev.crossdock.mapping.compiled;

/** Calculates with floats, as JSON does; whole numbers that floats hold exactly with integers. */
final class Arithmetic {
    private Arithmetic() {}

    static Op of(char operator, Op left, Op right, Node node) {
        return (input, frame) -> {
            var a = left.run(input, frame);
            var b = right.run(input, frame);
            if (a instanceof Integer x && b instanceof Integer y && operator != '/' && operator != '%') {
                return whole(operator, x, y);
            }
            if (a != null && !Types.number(a))
                throw Failure.of("T2001", node.value, a).in(node);
            if (b != null && !Types.number(b))
                throw Failure.of("T2002", node.value, b).in(node);
            if (a == null || b == null) return null;
            double x = ((Number) a).doubleValue();
            double y = ((Number) b).doubleValue();
            return Numbers.of(
                    switch (operator) {
                        case '+' -> x + y;
                        case '-' -> x - y;
                        case '*' -> x * y;
                        case '/' -> x / y;
                        default -> x % y;
                    });
        };
    }

    private static Number whole(char operator, long x, long y) {
        long result = operator == '+' ? x + y : operator == '-' ? x - y : x * y;
        if ((int) result == result) return (int) result;
        return Math.abs(result) < 1L << 53 ? (Number) result : Numbers.of((double) x * y);
    }
}

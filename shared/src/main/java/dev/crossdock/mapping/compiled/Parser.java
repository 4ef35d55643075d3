package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSONata's grammar, by the precedence of its operators (V. Pratt, "Top down operator precedence", 1973). */
final class Parser {
    private static final Map<String, Integer> POWER = new HashMap<>();

    static {
        power(80, "[", "(", "@", "#");
        power(75, ".");
        power(70, "{");
        power(60, "*", "/", "%");
        power(50, "+", "-", "&");
        power(40, "=", "!=", "<", ">", "<=", ">=", "~>", "in", "^", "?:", "??");
        power(30, "and");
        power(25, "or");
        power(20, "?");
        power(10, ":=");
    }

    /** Operators that are an operand by themselves: a slash after them divides. */
    private static final Set<String> COMPLETE = Set.of("*", "**", "%", "and", "or", "in");

    private static void power(int power, String... operators) {
        for (var operator : operators) POWER.put(operator, power);
    }

    private final Lexer lexer;
    private Token token;

    private Parser(String text) {
        lexer = new Lexer(text);
    }

    /** @throws Failure with JSONata's code */
    static Node parse(String text) {
        var parser = new Parser(text);
        parser.token = parser.lexer.next(true);
        var tree = parser.expression(0);
        if (parser.token.kind() != Token.Kind.END) throw Failure.at("S0201", parser.token.end(), parser.token.text());
        return tree;
    }

    private Node expression(int power) {
        var first = token;
        token = lexer.next(first.kind() == Token.Kind.OPERATOR && !COMPLETE.contains(first.text()));
        var left = prefix(first);
        while (power < powerOf(token)) {
            var operator = token;
            left = infix(operator, left);
        }
        return left;
    }

    private int powerOf(Token next) {
        if (next.kind() != Token.Kind.OPERATOR) return 0;
        if (next.is("!") || next.is("~")) throw Failure.at("S0204", next.end(), next.text());
        return POWER.getOrDefault(next.text(), 0);
    }

    /** @param operand whether the next one may be an operand */
    private Token advance(String expected, boolean operand) {
        if (expected != null && !token.is(expected)) {
            throw Failure.at(token.kind() == Token.Kind.END ? "S0203" : "S0202", token.end(), token.text(), expected);
        }
        var passed = token;
        token = lexer.next(operand);
        return passed;
    }

    private Node prefix(Token first) {
        return switch (first.kind()) {
            case NAME -> new Node(Kind.NAME, first.value(), first.end());
            case VARIABLE -> new Node(Kind.VARIABLE, first.text().intern(), first.end());
            case STRING -> new Node(Kind.STRING, first.value(), first.end());
            case NUMBER -> new Node(Kind.NUMBER, first.value(), first.end());
            case VALUE -> new Node(Kind.VALUE, first.value(), first.end());
            case REGEX -> new Node(Kind.REGEX, first.value(), first.end());
            case END -> throw Failure.at("S0207", first.end(), first.text());
            case OPERATOR -> prefixOperator(first);
        };
    }

    private Node prefixOperator(Token first) {
        int at = first.end();
        switch (first.text()) {
            case "*":
                return new Node(Kind.WILDCARD, "*", at);
            case "**":
                return new Node(Kind.DESCENDANT, "**", at);
            case "%":
                return new Node(Kind.PARENT, "%", at);
            case "and", "or", "in":
                return new Node(Kind.NAME, first.value(), at);
            case "-": {
                var node = new Node(Kind.NEGATE, "-", at);
                node.left = expression(70);
                return node;
            }
            case "(":
                return block(at);
            case "[":
                return array(at);
            case "{":
                var object = new Node(Kind.OBJECT, "{", at);
                object.pairs = pairs();
                return object;
            case "|":
                return transform(at);
            default:
                throw Failure.at("!~".contains(first.text()) ? "S0204" : "S0211", at, first.text());
        }
    }

    private Node infix(Token operator, Node left) {
        int at = operator.end();
        var text = operator.text();
        advance(null, true);
        switch (text) {
            case "(":
                return call(left, at);
            case "[":
                return filter(left, at);
            case "{": {
                var node = new Node(Kind.GROUP, "{", at);
                node.left = left;
                node.pairs = pairs();
                return node;
            }
            case "^":
                return order(left, at);
            case "?": {
                var node = new Node(Kind.CONDITION, "?", at);
                node.left = left;
                node.right = expression(0);
                if (token.is(":")) {
                    advance(":", true);
                    node.other = expression(0);
                }
                return node;
            }
            case "?:", "??": {
                var node = new Node(text.equals("?:") ? Kind.ELVIS : Kind.COALESCE, text, at);
                node.left = left;
                node.right = expression(0);
                return node;
            }
            case ":=": {
                if (left.kind != Kind.VARIABLE) throw Failure.at("S0212", left.at, left.text());
                var node = new Node(Kind.BIND, left.value, at);
                node.right = expression(9);
                return node;
            }
            case "@", "#": {
                var node = new Node(text.equals("@") ? Kind.FOCUS : Kind.INDEX, text, at);
                node.left = left;
                node.right = expression(80);
                if (node.right.kind != Kind.VARIABLE) throw Failure.at("S0214", node.right.at, text);
                return node;
            }
            case "~>": {
                var node = new Node(Kind.APPLY, text, at);
                node.left = left;
                node.right = expression(40);
                return node;
            }
            default: {
                var node = new Node(Kind.BINARY, text, at);
                node.left = left;
                node.right = expression(POWER.get(text));
                return node;
            }
        }
    }

    private Node block(int at) {
        var node = new Node(Kind.BLOCK, "(", at);
        while (!token.is(")")) {
            node.parts.add(expression(0));
            if (!token.is(";")) break;
            advance(";", true);
        }
        advance(")", false);
        return node;
    }

    private Node array(int at) {
        var node = new Node(Kind.ARRAY, "[", at);
        while (!token.is("]")) {
            var item = expression(0);
            if (token.is("..")) {
                var range = new Node(Kind.BINARY, "..", token.end());
                advance("..", true);
                range.left = item;
                range.right = expression(0);
                item = range;
            }
            node.parts.add(item);
            if (!token.is(",")) break;
            advance(",", true);
        }
        advance("]", false);
        return node;
    }

    private List<Node.Pair> pairs() {
        var pairs = new ArrayList<Node.Pair>();
        while (!token.is("}")) {
            var key = expression(0);
            advance(":", true);
            pairs.add(new Node.Pair(key, expression(0)));
            if (!token.is(",")) break;
            advance(",", true);
        }
        advance("}", false);
        return pairs;
    }

    private Node transform(int at) {
        var node = new Node(Kind.TRANSFORM, "|", at);
        node.left = expression(0);
        advance("|", true);
        node.right = expression(0);
        if (token.is(",")) {
            advance(",", true);
            node.other = expression(0);
        }
        advance("|", false);
        return node;
    }

    private Node filter(Node left, int at) {
        if (token.is("]")) {
            var step = left;
            while (step.kind == Kind.FILTER) step = step.left;
            step.keepArray = true;
            advance("]", false);
            return left;
        }
        var node = new Node(Kind.FILTER, "[", at);
        node.left = left;
        node.right = expression(0);
        advance("]", false);
        return node;
    }

    private Node order(Node left, int at) {
        var node = new Node(Kind.ORDER, "^", at);
        node.left = left;
        node.terms = new ArrayList<>();
        advance("(", true);
        while (true) {
            boolean descending = token.is(">");
            if (descending || token.is("<")) advance(null, true);
            node.terms.add(new Node.Term(expression(0), descending));
            if (!token.is(",")) break;
            advance(",", true);
        }
        advance(")", false);
        return node;
    }

    private Node call(Node left, int at) {
        var arguments = new ArrayList<Node>();
        boolean partial = false;
        while (!token.is(")")) {
            if (token.is("?")) {
                partial = true;
                arguments.add(new Node(Kind.PLACEHOLDER, "?", token.end()));
                advance("?", false);
            } else {
                arguments.add(expression(0));
            }
            if (!token.is(",")) break;
            advance(",", true);
        }
        advance(")", false);
        if (left.kind == Kind.NAME && (left.value.equals("function") || left.value.equals("λ"))) {
            return lambda(arguments, at);
        }
        var node = new Node(partial ? Kind.PARTIAL : Kind.CALL, "(", at);
        node.left = left;
        node.parts = arguments;
        return node;
    }

    private Node lambda(List<Node> parameters, int at) {
        for (int i = 0; i < parameters.size(); i++) {
            var parameter = parameters.get(i);
            if (parameter.kind != Kind.VARIABLE) throw Failure.at("S0208", parameter.at, parameter.text(), i + 1);
        }
        var node = new Node(Kind.LAMBDA, "function", at);
        node.parts = parameters;
        if (token.is("<")) {
            var signature = new StringBuilder("<");
            int begin = token.end();
            for (int depth = 1; depth > 0 && !token.is("{") && token.kind() != Token.Kind.END; ) {
                advance(null, false);
                if (token.is(">")) depth--;
                else if (token.is("<")) depth++;
                signature.append(token.text());
            }
            advance(">", false);
            node.signature = Signature.of(signature.toString(), begin);
        }
        advance("{", true);
        node.right = expression(0);
        advance("}", false);
        return node;
    }
}

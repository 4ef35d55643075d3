package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;
import java.util.Arrays;

/** Closures of calls: of functions that are known when compiling, of values that turn out to be one, in part, and by {@code ~>}. */
final class Calls {
    private static final Object[] NO_ARGUMENTS = {};

    private Calls() {}

    static Op call(Node node, boolean last) {
        return called(node, null, last);
    }

    /** @param first what {@code ~>} hands over, in front of the arguments; null for none */
    private static Op called(Node node, Op first, boolean last) {
        var own = Compiler.compileAll(node.parts);
        var arguments = first == null ? own : new Op[own.length + 1];
        if (first != null) {
            arguments[0] = first;
            System.arraycopy(own, 0, arguments, 1, own.length);
        }
        var function = Compiler.compile(node.left);
        var builtin = node.left.kind == Kind.VARIABLE && node.left.predicates == null
                ? Library.function(node.left.text())
                : null;
        if (builtin == null) return (input, frame) -> any(node, function, arguments, last, input, frame);
        var name = node.left.text().intern();
        if (arguments.length == 1 && builtin instanceof Builtin quick && quick.ofText != null) {
            return ofText(node, function, arguments, quick, last);
        }
        return (input, frame) -> {
            if (frame.run.given(name) || frame.binds(name)) {
                return any(node, function, arguments, last, input, frame);
            }
            return made(node, builtin, values(arguments, input, frame), input, frame);
        };
    }

    /** A text goes straight to the function; whatever else there is goes by its signature. */
    private static Op ofText(Node node, Op function, Op[] arguments, Builtin builtin, boolean last) {
        var name = node.left.text().intern();
        var only = arguments[0];
        return (input, frame) -> {
            if (frame.run.given(name) || frame.binds(name)) {
                return any(node, function, arguments, last, input, frame);
            }
            var argument = only.run(input, frame);
            if (!(argument instanceof String text)) return made(node, builtin, new Object[] {argument}, input, frame);
            frame.run.tick(text.length());
            try {
                return limited(builtin.ofText.of(text), frame);
            } catch (Failure e) {
                throw e.in(node);
            }
        };
    }

    private static Object[] values(Op[] arguments, Object input, Frame frame) {
        if (arguments.length == 0) return NO_ARGUMENTS;
        var values = new Object[arguments.length];
        for (int i = 0; i < values.length; i++) values[i] = arguments[i].run(input, frame);
        return values;
    }

    private static Object any(Node node, Op function, Op[] arguments, boolean last, Object input, Frame frame) {
        var value = function.run(input, frame);
        var values = values(arguments, input, frame);
        if (!(value instanceof Fn fn)) throw noFunction(node, value, "T1005", "T1006");
        if (last && fn instanceof Lambda lambda) {
            try {
                return lambda.later(values, input);
            } catch (Failure e) {
                throw e.in(node);
            }
        }
        return made(node, fn, values, input, frame);
    }

    private static Object made(Node node, Fn function, Object[] arguments, Object input, Frame frame) {
        try {
            return limited(function.call(arguments, input, frame), frame);
        } catch (Failure e) {
            throw e.in(node);
        }
    }

    private static Object limited(Object result, Frame frame) {
        if (result instanceof String text && text.length() > 100) frame.run.text(text.length());
        return result;
    }

    private static Failure noFunction(Node node, Object value, String meant, String plain) {
        var called = node.left;
        if (value == null && called.kind == Kind.PATH && called.parts.get(0).kind == Kind.NAME) {
            var name = called.parts.get(0).text();
            if (Library.function(name) != null) return Failure.of(meant, name).in(node);
        }
        return Failure.of(plain, called.kind == Kind.PATH ? called.parts.get(0).text() : called.text())
                .in(node);
    }

    static Op partial(Node node) {
        var function = Compiler.compile(node.left);
        var arguments = new Op[node.parts.size()];
        for (int i = 0; i < arguments.length; i++) {
            var part = node.parts.get(i);
            arguments[i] = part.kind == Kind.PLACEHOLDER ? null : Compiler.compile(part);
        }
        return (input, frame) -> {
            var value = function.run(input, frame);
            if (!(value instanceof Fn fn)) throw noFunction(node, value, "T1007", "T1008");
            var given = new Object[arguments.length];
            for (int i = 0; i < given.length; i++) if (arguments[i] != null) given[i] = arguments[i].run(input, frame);
            frame.run.made(256);
            return new Partial(node, fn, arguments, given, input);
        };
    }

    /** A function some of whose arguments are there already. */
    private static final class Partial extends Fn {
        private final Node node;
        private final Fn of;
        private final Op[] open;
        private final Object[] given;
        private final Object input;

        private Partial(Node node, Fn of, Op[] open, Object[] given, Object input) {
            super(of.name, null, (int)
                    Arrays.stream(open).filter(o -> o == null).count());
            this.node = node;
            this.of = of;
            this.open = open;
            this.given = given;
            this.input = input;
        }

        @Override
        Object invoke(Object[] arguments, Object ignored, Frame frame) {
            var all = given.clone();
            int next = 0;
            for (int i = 0; i < all.length; i++) {
                if (open[i] == null) all[i] = next < arguments.length ? arguments[next++] : null;
            }
            return made(node, of, all, input, frame);
        }
    }

    static Op apply(Node node) {
        var left = Compiler.compile(node.left);
        if (node.right.kind == Kind.CALL && node.right.predicates == null && node.right.group == null) {
            return called(node.right, left, false);
        }
        var right = Compiler.compile(node.right);
        return (input, frame) -> {
            var value = left.run(input, frame);
            var function = right.run(input, frame);
            if (!(function instanceof Fn then))
                throw Failure.of("T2006", "~>", function).in(node);
            if (value instanceof Fn before) return new Chain(node, before, then);
            return made(node, then, new Object[] {value}, null, frame);
        };
    }

    /** One function after the other. */
    private static final class Chain extends Fn {
        private final Node node;
        private final Fn before;
        private final Fn then;

        private Chain(Node node, Fn before, Fn then) {
            super("", null, 1);
            this.node = node;
            this.before = before;
            this.then = then;
        }

        @Override
        Object invoke(Object[] arguments, Object input, Frame frame) {
            var first = arguments.length > 0 ? arguments[0] : null;
            frame.run.enter();
            var between = made(node, before, new Object[] {first}, input, frame);
            var result = made(node, then, new Object[] {between}, input, frame);
            frame.run.leave();
            return result;
        }
    }
}

package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;

/** Makes a closure of each node. */
final class Compiler {
    private Compiler() {}

    static Op compile(Node node) {
        return compile(node, false);
    }

    static Op[] compileAll(java.util.List<Node> nodes) {
        return nodes.stream().map(Compiler::compile).toArray(Op[]::new);
    }

    /** @param last whether the value is a function's own: then a call may be handed back instead of made ({@link Lambda.Tail}) */
    static Op compile(Node node, boolean last) {
        boolean plain = node.predicates == null && node.group == null && !node.keepArray;
        var op = bare(node, last && plain);
        if (node.predicates != null) {
            for (var predicate : node.predicates) op = filtered(op, Filters.of(predicate));
        }
        if (node.group != null && node.kind != Kind.PATH) {
            var group = Objects.grouping(node.group);
            var of = op;
            op = (input, frame) -> group.group(of.run(input, frame), frame);
        }
        // A call in the last place hands back what the function gave: who called this one settles it.
        if (plain && last && last(node.kind)) return op;
        return plain && !severally(node.kind) ? op : settled(op, node.keepArray);
    }

    /** What hands on its last part's value as it is, when that is the function's own. */
    private static boolean last(Kind kind) {
        return kind == Kind.CALL || choosing(kind);
    }

    /** What gives the value of one of its parts: settled once more, since a sequence's only member may be one again. */
    private static boolean choosing(Kind kind) {
        return switch (kind) {
            case CONDITION, ELVIS, COALESCE, BLOCK -> true;
            default -> false;
        };
    }

    private static Op filtered(Op op, Filters.Filter filter) {
        return (input, frame) -> filter.apply(op.run(input, frame), frame);
    }

    private static Op settled(Op op, boolean keepArray) {
        return (input, frame) -> Seq.settled(op.run(input, frame), keepArray);
    }

    /** Whether a node's value may be a sequence that its own parts have not settled; paths and names do it themselves. */
    private static boolean severally(Kind kind) {
        return switch (kind) {
            case NAME, WILDCARD, DESCENDANT, PARENT, VARIABLE, CALL, APPLY, BIND -> true;
            default -> choosing(kind);
        };
    }

    private static Op bare(Node node, boolean last) {
        return switch (node.kind) {
            case STRING, NUMBER, VALUE, REGEX -> {
                var value = node.value;
                yield (input, frame) -> value;
            }
            case NAME -> {
                var key = node.text();
                yield (input, frame) -> Lists.lookup(input, key);
            }
            case VARIABLE -> variable(node.text());
            case WILDCARD -> (input, frame) -> Lists.wildcard(input);
            case DESCENDANT -> (input, frame) -> Lists.descendants(input, frame.run);
            case PARENT -> {
                var label = node.slot.label();
                yield (input, frame) -> frame.lookup(label);
            }
            case PATH -> Paths.of(node);
            case BINARY -> Operators.of(node);
            case NEGATE -> Operators.negate(node);
            case ARRAY -> array(node);
            case OBJECT -> Objects.constructor(node);
            case BIND -> bind(node);
            case APPLY -> Calls.apply(node);
            case CONDITION, ELVIS, COALESCE -> condition(node, last);
            case BLOCK -> block(node, last);
            case CALL -> Calls.call(node, last);
            case PARTIAL -> Calls.partial(node);
            case LAMBDA -> lambda(node);
            case TRANSFORM -> Transforms.of(node);
            default -> throw new NotCompiled(node.kind.name());
        };
    }

    private static Op variable(String name) {
        if (name.isEmpty()) {
            return (input, frame) -> input instanceof Seq seq && seq.wrapper ? seq.get(0) : input;
        }
        if (name.equals("$")) return (input, frame) -> frame.run.root;
        var interned = name.intern();
        return (input, frame) -> frame.lookup(interned);
    }

    private static Op array(Node node) {
        var members = compileAll(node.parts);
        var nested = new boolean[members.length];
        for (int i = 0; i < nested.length; i++) nested[i] = node.parts.get(i).kind == Kind.ARRAY;
        boolean constructed = node.consArray;
        return (input, frame) -> {
            if (members.length == 1 && !nested[0] && !constructed) {
                // A range alone stays a range, whose members nobody keeps.
                var only = members[0].run(input, frame);
                if (only instanceof Range) return only;
                var array = Seq.array(Lists.size(only));
                frame.run.tick(Lists.size(only));
                if (only != null) Lists.add(array, only);
                frame.run.madeList(array.size());
                return array;
            }
            var array = Seq.array(members.length);
            for (int i = 0; i < members.length; i++) {
                var member = members[i].run(input, frame);
                if (member == null) continue;
                if (nested[i]) array.add(member);
                else {
                    frame.run.list((long) array.size() + Lists.size(member));
                    frame.run.tick(Lists.size(member));
                    Lists.add(array, member);
                }
            }
            array.constructed = constructed;
            frame.run.madeList(array.size());
            return array;
        };
    }

    private static Op bind(Node node) {
        var name = node.text().intern();
        var value = compile(node.right);
        return (input, frame) -> {
            var bound = value.run(input, frame);
            frame.bind(name, bound);
            return bound;
        };
    }

    private static Op condition(Node node, boolean last) {
        var right = compile(node.right, last);
        if (node.kind == Kind.ELVIS || node.kind == Kind.COALESCE) return otherwise(node, right, last);
        var left = compile(node.left);
        var other = node.other == null ? null : compile(node.other, last);
        return (input, frame) -> {
            if (Types.truth(left.run(input, frame))) return right.run(input, frame);
            return other == null ? null : other.run(input, frame);
        };
    }

    /** The left side is there to be looked at and, in a function's last place, is a call like any other there. */
    private static Op otherwise(Node node, Op right, boolean last) {
        var left = compile(node.left, last);
        boolean elvis = node.kind == Kind.ELVIS;
        return (input, frame) -> {
            var value = left.run(input, frame);
            if (value instanceof Lambda.Tail tail) value = tail.made();
            var settled = Seq.settled(value, false);
            return (elvis ? Types.truth(settled) : settled != null) ? value : right.run(input, frame);
        };
    }

    private static Op block(Node node, boolean last) {
        int size = node.parts.size();
        if (size == 0) return (input, frame) -> null;
        var parts = new Op[size];
        boolean binds = false;
        for (int i = 0; i < size; i++) {
            parts[i] = compile(node.parts.get(i), last && i == size - 1);
            binds |= Binding.in(node.parts.get(i));
        }
        if (size == 1 && !binds) return parts[0];
        int expected = binds ? size : 0;
        return (input, frame) -> {
            var own = expected == 0 ? frame : new Frame(frame.run, frame, expected);
            for (int i = 0; i < size - 1; i++) parts[i].run(input, own);
            return parts[size - 1].run(input, own);
        };
    }

    private static Op lambda(Node node) {
        var parameters = node.parts.stream().map(p -> p.text().intern()).toArray(String[]::new);
        var body = compile(node.right, true);
        var signature = node.signature;
        return (input, frame) -> {
            frame.run.made(256);
            return new Lambda(parameters, signature, body, input, frame);
        };
    }
}

package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;

/** Tells whether a part of a block binds a variable in it, and so needs a frame. */
final class Binding {
    private Binding() {}

    /** Errs towards yes. */
    static boolean in(Node node) {
        if (node == null || node.kind == Kind.LAMBDA) return false;
        if (node.kind == Kind.BIND) return true;
        // What an $eval binds belongs to the block that it stands in.
        if (node.kind == Kind.VARIABLE && node.value.equals("eval")) return true;
        if (in(node.left) || in(node.right) || in(node.other) || in(node.group)) return true;
        for (var part : node.parts) if (in(part)) return true;
        if (node.pairs != null) for (var pair : node.pairs) if (in(pair.key()) || in(pair.value())) return true;
        if (node.terms != null) for (var term : node.terms) if (in(term.value())) return true;
        if (node.predicates != null) for (var predicate : node.predicates) if (in(predicate)) return true;
        if (node.stages != null) for (var stage : node.stages) if (in(stage.value())) return true;
        return false;
    }
}

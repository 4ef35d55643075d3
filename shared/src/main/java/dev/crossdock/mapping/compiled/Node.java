package dev.crossdock.mapping.compiled;

import java.util.ArrayList;
import java.util.List;

/**
 * A node of an expression's tree; {@link Shaping} rewrites what {@link Parser} made. Which fields are filled hangs on the kind, and
 * what steps of a path carry (stages, binds, groups) may be on any: a record per kind would repeat it in each.
 */
final class Node {
    enum Kind {
        NAME,
        STRING,
        NUMBER,
        VALUE,
        REGEX,
        VARIABLE,
        WILDCARD,
        DESCENDANT,
        PARENT,
        OPERATOR,
        BINARY,
        NEGATE,
        ARRAY,
        OBJECT,
        PATH,
        FILTER,
        GROUP,
        ORDER,
        SORT,
        FOCUS,
        INDEX,
        BIND,
        APPLY,
        CONDITION,
        ELVIS,
        COALESCE,
        BLOCK,
        CALL,
        PARTIAL,
        PLACEHOLDER,
        LAMBDA,
        TRANSFORM
    }

    /** @param value the expression of a filter; null of an index bind @param name of an index bind */
    record Stage(Node value, String name) {}

    record Pair(Node key, Node value) {}

    record Term(Node value, boolean descending) {}

    /** What a {@code %} looks for: the label is settled when the step that it means is found. */
    static final class Slot {
        String label;
        int level = 1;
        Slot same;

        String label() {
            return same == null ? label : same.label();
        }
    }

    final Kind kind;
    final int at;
    Object value;
    Node left;
    Node right;
    Node other;
    List<Node> parts = new ArrayList<>(0);
    List<Pair> pairs;
    List<Term> terms;
    Signature signature;

    List<Node> predicates;
    List<Stage> stages;
    Node group;
    String focus;
    String index;
    Slot slot;
    Slot ancestor;
    List<Slot> seeking;
    boolean tuple;
    boolean keepArray;
    boolean consArray;

    Node(Kind kind, Object value, int at) {
        this.kind = kind;
        this.value = value;
        this.at = at;
    }

    String text() {
        return String.valueOf(value);
    }

    Node last() {
        return parts.get(parts.size() - 1);
    }
}

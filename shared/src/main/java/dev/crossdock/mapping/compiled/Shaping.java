package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.Node.Kind;
import dev.crossdock.mapping.compiled.Node.Stage;
import java.util.ArrayList;
import java.util.List;

/** Makes of the grammar's tree one that can be evaluated: dots become paths, brackets predicates of steps, each {@code %} finds its step. */
final class Shaping {
    private int labels;

    private Shaping() {}

    /** @throws Failure with JSONata's code */
    static Node shape(Node tree) {
        var shaped = new Shaping().node(tree);
        if (shaped.kind == Kind.PARENT || shaped.seeking != null) {
            throw Failure.at("S0217", shaped.at, shaped.kind.name().toLowerCase(java.util.Locale.ROOT));
        }
        return shaped;
    }

    private Node node(Node node) {
        switch (node.kind) {
            case NAME, OPERATOR:
                return name(node);
            case PARENT:
                node.slot = new Node.Slot();
                node.slot.label = ("!" + labels++).intern();
                return node;
            case BINARY:
                if (node.value.equals(".")) return path(node);
                node.left = child(node, node.left);
                node.right = child(node, node.right);
                return node;
            case NEGATE:
                return negated(node);
            case ARRAY, BLOCK:
                return list(node);
            case OBJECT:
                node.pairs = pairs(node, node.pairs);
                return node;
            case FILTER:
                return filter(node);
            case GROUP:
                return group(node);
            case ORDER:
                return order(node);
            case FOCUS:
                return focus(node);
            case INDEX:
                return index(node);
            case BIND:
                node.right = child(node, node.right);
                return node;
            case APPLY:
                node.left = node(node.left);
                node.right = node(node.right);
                node.keepArray = node.left.keepArray || node.right.keepArray;
                return node;
            case CONDITION, ELVIS, COALESCE:
                node.left = child(node, node.left);
                node.right = child(node, node.right);
                if (node.other != null) node.other = child(node, node.other);
                return node;
            case CALL, PARTIAL:
                for (int i = 0; i < node.parts.size(); i++) node.parts.set(i, child(node, node.parts.get(i)));
                node.left = node(node.left);
                return node;
            case LAMBDA:
                node.right = node(node.right);
                return node;
            case TRANSFORM:
                node.left = node(node.left);
                node.right = node(node.right);
                if (node.other != null) node.other = node(node.other);
                return node;
            default:
                return node;
        }
    }

    private Node child(Node parent, Node child) {
        var shaped = node(child);
        inherit(parent, shaped);
        return shaped;
    }

    private static void inherit(Node parent, Node child) {
        if (child.seeking == null && child.kind != Kind.PARENT) return;
        var slots = child.seeking == null ? new ArrayList<Node.Slot>() : child.seeking;
        if (child.kind == Kind.PARENT) slots.add(child.slot);
        if (parent.seeking == null) parent.seeking = slots;
        else if (parent.seeking != slots) parent.seeking.addAll(slots);
    }

    private Node name(Node name) {
        var path = new Node(Kind.PATH, null, name.at);
        path.parts.add(name);
        path.keepArray = name.keepArray;
        return path;
    }

    private Node negated(Node node) {
        node.left = child(node, node.left);
        if (node.left.kind != Kind.NUMBER) return node;
        return new Node(Kind.NUMBER, Numbers.of(-((Number) node.left.value).doubleValue()), node.at);
    }

    private Node list(Node node) {
        for (int i = 0; i < node.parts.size(); i++) {
            var part = child(node, node.parts.get(i));
            node.parts.set(i, part);
            if (node.kind == Kind.BLOCK && (part.consArray || part.kind == Kind.PATH && part.parts.get(0).consArray)) {
                node.consArray = true;
            }
        }
        return node;
    }

    private List<Node.Pair> pairs(Node node, List<Node.Pair> pairs) {
        var shaped = new ArrayList<Node.Pair>(pairs.size());
        for (var pair : pairs) shaped.add(new Node.Pair(child(node, pair.key()), child(node, pair.value())));
        return shaped;
    }

    private Node path(Node dot) {
        var left = node(dot.left);
        Node path = left;
        if (left.kind != Kind.PATH) {
            path = new Node(Kind.PATH, null, left.at);
            path.parts.add(left);
        }
        if (left.kind == Kind.PARENT) {
            path.seeking = new ArrayList<>();
            path.seeking.add(left.slot);
        }
        var rest = node(dot.right);
        if (rest.kind == Kind.PATH) {
            path.parts.addAll(rest.parts);
            if (rest.group != null) path.group = rest.group;
        } else {
            if (rest.predicates != null) {
                rest.stages = new ArrayList<>();
                for (var predicate : rest.predicates) rest.stages.add(new Stage(predicate, null));
                rest.predicates = null;
            }
            path.parts.add(rest);
        }
        for (int i = 0; i < path.parts.size(); i++) {
            var step = path.parts.get(i);
            if (step.kind == Kind.NUMBER || step.kind == Kind.VALUE) {
                throw Failure.at("S0213", step.at, step.text(), step.value);
            }
            if (step.kind == Kind.STRING) path.parts.set(i, named(step));
            if (step.keepArray) path.keepArray = true;
        }
        if (path.parts.get(0).kind == Kind.ARRAY) path.parts.get(0).consArray = true;
        if (path.last().kind == Kind.ARRAY) path.last().consArray = true;
        resolve(path);
        return path;
    }

    private static Node named(Node step) {
        var name = new Node(Kind.NAME, step.value, step.at);
        name.stages = step.stages;
        name.group = step.group;
        name.focus = step.focus;
        name.index = step.index;
        name.tuple = step.tuple;
        name.keepArray = step.keepArray;
        return name;
    }

    private Node filter(Node node) {
        var result = node(node.left);
        boolean path = result.kind == Kind.PATH;
        var step = path ? result.last() : result;
        if (step.group != null) throw Failure.at("S0209", node.at, null);
        var predicate = node(node.right);
        if (predicate.seeking != null) {
            for (var slot : predicate.seeking) {
                if (slot.level == 1) seek(step, slot);
                else slot.level--;
            }
            inherit(step, predicate);
        }
        if (path) {
            if (step.stages == null) step.stages = new ArrayList<>();
            step.stages.add(new Stage(predicate, null));
        } else {
            if (step.predicates == null) step.predicates = new ArrayList<>();
            step.predicates.add(predicate);
        }
        return result;
    }

    private Node group(Node node) {
        var result = node(node.left);
        if (result.group != null) throw Failure.at("S0210", node.at, null);
        var group = new Node(Kind.OBJECT, "{", node.at);
        group.pairs = pairs(group, node.pairs);
        result.group = group;
        return result;
    }

    private Node order(Node node) {
        var result = node(node.left);
        if (result.kind != Kind.PATH) {
            var path = new Node(Kind.PATH, null, result.at);
            path.parts.add(result);
            result = path;
        }
        var sort = new Node(Kind.SORT, "^", node.at);
        sort.terms = new ArrayList<>();
        for (var term : node.terms) sort.terms.add(new Node.Term(child(sort, term.value()), term.descending()));
        result.parts.add(sort);
        result.keepArray |= node.keepArray;
        resolve(result);
        return result;
    }

    private Node focus(Node node) {
        var result = node(node.left);
        var step = result.kind == Kind.PATH ? result.last() : result;
        if (step.stages != null || step.predicates != null) throw Failure.at("S0215", node.at, null);
        if (step.kind == Kind.SORT) throw Failure.at("S0216", node.at, null);
        if (node.keepArray) step.keepArray = true;
        step.focus = node.right.text().intern();
        step.tuple = true;
        return result;
    }

    private Node index(Node node) {
        var result = node(node.left);
        Node step = result;
        if (result.kind == Kind.PATH) {
            step = result.last();
        } else {
            var path = new Node(Kind.PATH, null, result.at);
            path.parts.add(result);
            if (step.predicates != null) {
                step.stages = new ArrayList<>();
                for (var predicate : step.predicates) step.stages.add(new Stage(predicate, null));
                step.predicates = null;
            }
            result = path;
        }
        var name = node.right.text().intern();
        if (step.stages == null) step.index = name;
        else step.stages.add(new Stage(null, name));
        step.tuple = true;
        result.keepArray |= node.keepArray;
        return result;
    }

    private void resolve(Node path) {
        var last = path.last();
        var slots = last.seeking == null ? new ArrayList<Node.Slot>() : new ArrayList<>(last.seeking);
        if (last.kind == Kind.PARENT) slots.add(last.slot);
        for (var slot : slots) {
            int at = path.parts.size() - 2;
            while (slot.level > 0) {
                if (at < 0) {
                    if (path.seeking == null) path.seeking = new ArrayList<>();
                    path.seeking.add(slot);
                    break;
                }
                var step = path.parts.get(at--);
                // Steps that only bind their value, one after the other, share a place: they count once.
                while (at >= 0 && step.focus != null && path.parts.get(at).focus != null) step = path.parts.get(at--);
                seek(step, slot);
            }
        }
    }

    private void seek(Node node, Node.Slot slot) {
        switch (node.kind) {
            case NAME, WILDCARD -> {
                if (--slot.level > 0) return;
                if (node.ancestor == null) node.ancestor = slot;
                else slot.same = node.ancestor;
                node.tuple = true;
            }
            case PARENT -> slot.level++;
            case BLOCK -> {
                if (node.parts.isEmpty()) return;
                node.tuple = true;
                seek(node.last(), slot);
            }
            case PATH -> {
                node.tuple = true;
                int at = node.parts.size() - 1;
                seek(node.parts.get(at--), slot);
                while (slot.level > 0 && at >= 0) seek(node.parts.get(at--), slot);
            }
            default -> throw Failure.at("S0217", node.at, node.kind.name().toLowerCase(java.util.Locale.ROOT));
        }
    }
}

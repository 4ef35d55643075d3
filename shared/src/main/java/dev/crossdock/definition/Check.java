package dev.crossdock.definition;

import dev.crossdock.definition.Shape.Keys;
import dev.crossdock.flow.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Walks one definition along the declaration of its kind and notes what is wrong. One use, one thread. */
final class Check {
    /** @param names of all definitions by kind, also of broken ones; a kind that is missing here is not checked */
    record Context(Sources sources, Judge judge, Map<String, Set<String>> names, boolean published) {}

    private final Kinds.Kind kind;
    private final Context context;
    private final Findings findings = new Findings();
    private final Values values;
    private Tree root;

    Check(Kinds.Kind kind, Context context) {
        this.kind = kind;
        this.context = context;
        this.values = new Values(context, findings);
    }

    List<Finding> problems() {
        return findings.problems();
    }

    List<Finding> warnings() {
        return findings.warnings();
    }

    void check(Tree tree) {
        root = tree;
        if (tree instanceof Tree.Branch) {
            walk(tree, kind.keys(), "", kind.keys().what());
        } else {
            findings.problem(
                    tree.spot(),
                    "",
                    "config.type",
                    kind.keys().what() + " is written as keys, not as " + tree.said() + ".",
                    "Known: " + String.join(", ", kind.keys().names()) + ".");
        }
        if (kind.kind().equals("job")) {
            cell();
            if (tree instanceof Tree.Branch job) JobRules.check(job, findings);
        }
        if (kind.kind().equals("trigger") && tree instanceof Tree.Branch trigger) SettleRule.check(trigger, findings);
        if (kind.kind().equals("collection") && tree instanceof Tree.Branch collection) {
            CollectionKeys.check(collection, findings);
        }
        if (kind.kind().equals("template") && tree instanceof Tree.Branch template) {
            new TemplateRules(findings, context.sources()).check(template);
        }
        if (kind.kind().equals("alert") && tree instanceof Tree.Branch alert) TemplateRules.mail(alert, "", findings);
        if (kind.kind().equals("listener") && tree instanceof Tree.Branch listener) {
            ListenerRules.check(listener, findings);
        }
    }

    /** @param name the key that holds it */
    private void walk(Tree tree, Shape shape, String pointer, String name) {
        if (shape instanceof Shape.Any) return;
        if (shape == Kinds.SCHEMA && !(tree instanceof Tree.Leaf)) {
            values.schema(tree, pointer);
            return;
        }
        if (shape instanceof Shape.Either either) {
            walk(tree, chosen(tree, either), pointer, name);
        } else if (shape instanceof Shape.Again again) {
            walk(tree, again.keys().get(), pointer, name);
        } else if (shape instanceof Shape.Steps steps) {
            walk(
                    tree,
                    chosen(tree, new Shape.Either(List.of(Shape.value(Type.EXPRESSION), Shape.items(steps.step())))),
                    pointer,
                    name);
        } else if (shape instanceof Shape.Headers) {
            walk(
                    tree,
                    chosen(
                            tree,
                            new Shape.Either(List.of(
                                    Shape.value(Type.EXPRESSION), new Shape.Free(Shape.value(Type.EXPRESSION))))),
                    pointer,
                    name);
        } else if (!fits(tree, shape)) {
            findings.problem(
                    tree.spot(),
                    pointer,
                    "config.type",
                    "\"" + name + "\" must be " + shape.called() + ", not " + tree.said() + ".",
                    hint(tree, shape));
        } else if (shape instanceof Shape.Items items) {
            if (((Tree.Row) tree).items().size() < items.least()) {
                findings.problem(
                        tree.spot(),
                        pointer,
                        "config.value",
                        "\"" + name + "\" is an empty list.",
                        "Write one at least.");
            }
            int index = 0;
            for (var item : ((Tree.Row) tree).items()) {
                walk(item, items.item(), pointer + "/" + index++, name);
            }
        } else if (shape instanceof Shape.Free free) {
            ((Tree.Branch) tree)
                    .keys()
                    .forEach((key, entry) -> walk(entry.value(), free.value(), pointer + "/" + escaped(key), key));
        } else if (shape instanceof Keys keys) {
            keys((Tree.Branch) tree, keys, pointer, null);
        } else if (shape instanceof Shape.Variants variants) {
            variants((Tree.Branch) tree, variants, pointer);
        } else {
            values.check((Tree.Leaf) tree, shape, pointer, name);
        }
    }

    private static Shape chosen(Tree tree, Shape.Either either) {
        Shape word = null;
        for (var shape : either.shapes()) {
            // Of several single values the words come first: "none" is a word, ";" a character.
            if (shape instanceof Shape.Word words
                    && tree instanceof Tree.Leaf leaf
                    && words.words().contains(leaf.raw())) word = shape;
        }
        if (word != null) return word;
        return either.shapes().stream()
                .filter(shape -> fits(tree, shape))
                .findFirst()
                .orElse(either.shapes().stream()
                        .filter(shape -> sameForm(tree, shape))
                        .findFirst()
                        .orElse(either.shapes().get(0)));
    }

    private static boolean sameForm(Tree tree, Shape shape) {
        return tree instanceof Tree.Leaf
                ? !(shape instanceof Shape.Items || shape instanceof Keys || shape instanceof Shape.Free)
                : tree instanceof Tree.Row
                        ? shape instanceof Shape.Items
                        : shape instanceof Keys || shape instanceof Shape.Free;
    }

    /** Whether the YAML type is the right one; what the value says is looked at later. */
    private static boolean fits(Tree tree, Shape shape) {
        if (shape instanceof Shape.Any) return true;
        if (shape instanceof Shape.Items) return tree instanceof Tree.Row;
        if (shape instanceof Shape.Free || shape instanceof Keys || shape instanceof Shape.Variants)
            return tree instanceof Tree.Branch;
        if (!(tree instanceof Tree.Leaf leaf)) return false;
        if (shape instanceof Shape.Whole) return leaf.value().isIntegralNumber();
        if (shape instanceof Shape.Value value && value.type() == Type.FLAG)
            return leaf.value().isBoolean();
        return leaf.isText();
    }

    private static String hint(Tree tree, Shape shape) {
        if (tree instanceof Tree.Leaf leaf && leaf.isNull()) return "Write a value, or remove the key.";
        if (shape instanceof Shape.Whole || shape instanceof Shape.Value flag && flag.type() == Type.FLAG) {
            return tree instanceof Tree.Leaf leaf && leaf.isText() ? "Write it without quotes." : "";
        }
        if (tree instanceof Tree.Leaf leaf
                && !(shape instanceof Shape.Items)
                && fits(
                        new Tree.Leaf(
                                leaf.spot(),
                                com.fasterxml.jackson.databind.node.TextNode.valueOf(leaf.raw()),
                                leaf.raw(),
                                leaf.written()),
                        shape)) {
            if (shape instanceof Shape.Value value) {
                if (value.type() == Type.DURATION) return "Write the unit too: " + leaf.raw() + "s.";
                if (value.type() == Type.SIZE) return "Write the unit too: " + leaf.raw() + "KB.";
                if (value.type() == Type.RATE) return "Write the time too: " + leaf.raw() + "/s.";
            }
            return "Write it in quotes: \"" + leaf.raw() + "\".";
        }
        if (tree instanceof Tree.Leaf leaf && shape instanceof Shape.Items) return "Write [" + leaf.raw() + "].";
        if (tree instanceof Tree.Branch
                && shape instanceof Shape.Value value
                && (value.type() == Type.EXPRESSION
                        || value.type() == Type.ADDRESSES
                        || value.type() == Type.TEMPLATE)) {
            return "An expression that begins with a brace needs quotes: '{…}'.";
        }
        return "";
    }

    private void variants(Tree.Branch branch, Shape.Variants variants, String pointer) {
        var families = variants.families().stream().filter(branch::has).toList();
        if (families.size() > 1) {
            findings.problem(
                    branch.keys().get(families.get(1)).key(),
                    pointer,
                    "config.one-of",
                    variants.what() + " names both " + families.get(0) + " and " + families.get(1) + ".",
                    "Keep one of them.");
            return;
        }
        var found = variants.of(branch);
        if (found.isPresent()) {
            keys(branch, found.get().keys(), pointer, variants);
            return;
        }
        if (families.isEmpty()) {
            var misspelt = branch.keys().keySet().stream()
                    .filter(key -> Spelling.nearest(key, variants.families()).isPresent())
                    .findFirst();
            if (misspelt.isPresent()) {
                findings.problem(
                        branch.keys().get(misspelt.get()).key(),
                        pointer + "/" + escaped(misspelt.get()),
                        "config.unknown-key",
                        "\"" + misspelt.get() + "\" is no key of " + variants.what() + ".",
                        Spelling.didYouMean(misspelt.get(), variants.families()));
                return;
            }
            findings.problem(
                    branch.spot(),
                    pointer,
                    "config.missing",
                    variants.what() + " needs one of " + String.join(", ", variants.families()) + ".",
                    "It says where records " + (variants.what().equals("from") ? "come from." : "go."));
            return;
        }
        var second = variants.variants().stream()
                .filter(v -> v.marks().get(0).equals(families.get(0)))
                .map(v -> v.marks().get(1))
                .toList();
        for (var key : branch.keys().keySet()) {
            var near = Spelling.nearest(key, second);
            if (near.isPresent()) {
                findings.problem(
                        branch.keys().get(key).key(),
                        pointer + "/" + escaped(key),
                        "config.unknown-key",
                        "\"" + key + "\" is no key of " + variants.what() + ".",
                        "Did you mean " + near.get() + "?");
                return;
            }
        }
        findings.problem(
                branch.spot(),
                pointer,
                "config.missing",
                variants.what() + " with a connection needs one of " + String.join(", ", second) + ".",
                "");
    }

    private void keys(Tree.Branch branch, Keys keys, String pointer, Shape.Variants around) {
        branch.keys().forEach((name, entry) -> {
            var key = keys.key(name).filter(k -> context.published() || k.effect() != Key.Effect.PUBLISHED);
            var at = pointer + "/" + escaped(name);
            if (key.isEmpty()) {
                unknown(name, entry, keys, at, around);
            } else if (entry.value() instanceof Tree.Leaf leaf
                    && leaf.isNull()
                    && !(key.get().shape() instanceof Shape.Any)) {
                findings.problem(
                        entry.key(),
                        at,
                        "config.type",
                        "\"" + name + "\" has no value.",
                        "Write one, or remove the key.");
            } else {
                walk(entry.value(), key.get().shape(), at, name);
            }
        });
        for (var key : keys.keys()) {
            if (key.required()
                    && !branch.has(key.name())
                    && nearMiss(branch, keys, key.name()).isEmpty()) {
                findings.problem(
                        branch.spot(),
                        pointer,
                        "config.missing",
                        keys.what() + " needs \"" + key.name() + "\".",
                        key.doc());
            }
        }
        for (var group : keys.oneOf()) {
            var written = group.stream().filter(branch::has).toList();
            if (written.size() > 1) {
                findings.problem(
                        branch.keys().get(written.get(1)).key(),
                        pointer,
                        "config.one-of",
                        keys.what() + " has both " + written.get(0) + " and " + written.get(1) + ".",
                        "Keep one of them.");
            } else if (written.isEmpty()
                    && group.stream()
                            .allMatch(name -> nearMiss(branch, keys, name).isEmpty())) {
                findings.problem(
                        branch.spot(),
                        pointer,
                        "config.missing",
                        keys.what() + " needs one of " + String.join(", ", group) + ".",
                        "");
            }
        }
    }

    /** A key that is written and was probably meant to be this one: it is reported already. */
    private static Optional<String> nearMiss(Tree.Branch branch, Keys keys, String name) {
        return branch.keys().keySet().stream()
                .filter(written -> keys.key(written).isEmpty())
                .filter(written -> Spelling.nearest(written, keys.names())
                        .filter(name::equals)
                        .isPresent())
                .findFirst();
    }

    private void unknown(String name, Tree.Branch.Entry entry, Keys keys, String pointer, Shape.Variants around) {
        var near = Spelling.nearest(name, keys.names());
        var home = near.isPresent() ? Optional.<Problem>empty() : Homes.of(name, kind, keys, root, pointer, around);
        if (home.isPresent()) {
            findings.problems()
                    .add(new Finding(
                            entry.key(), home.get().in(pointer).at(entry.key().toString())));
            return;
        }
        findings.problem(
                entry.key(),
                pointer,
                "config.unknown-key",
                "\"" + Tree.shortened(name) + "\" is no key of " + keys.what() + ".",
                near.map(key -> "Did you mean " + key + "?")
                        .orElse(
                                keys.names().isEmpty()
                                        ? "It has none."
                                        : "Known: " + String.join(", ", keys.names()) + "."));
    }

    /** The cell of the matrix that from and to give: one that no function does is said once, and not key by key. */
    private void cell() {
        if (!(root instanceof Tree.Branch branch)) return;
        var from = variant(branch, "from");
        var to = variant(branch, "to");
        if (from.isEmpty() || to.isEmpty()) return;
        var type = Job.type(from.get(), to.get());
        if (type.isPresent() && Kinds.BUILT.contains(type.get())) return;
        findings.problems().removeIf(finding -> finding.problem().code().equals("config.unsupported"));
        findings.problem(
                branch.keys().get("to").key(),
                "/to",
                "config.unsupported",
                "no function of this version moves from " + from.get() + " to " + to.get()
                        + type.map(name -> " (" + name + ")").orElse("") + ".",
                "Built: " + String.join(", ", Kinds.BUILT.stream().sorted().toList()) + ".");
    }

    private Optional<String> variant(Tree.Branch branch, String key) {
        var shape = (Shape.Variants) kind.keys().key(key).orElseThrow().shape();
        return branch.get(key)
                .filter(Tree.Branch.class::isInstance)
                .flatMap(value -> shape.of((Tree.Branch) value))
                .map(Shape.Variants.Variant::name);
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}

package dev.crossdock.definition;

import dev.crossdock.flow.Refused;
import java.math.BigDecimal;
import java.util.function.IntFunction;

/** Checks single values: words, names of other definitions, numbers with units, expressions, schemas. */
final class Values {
    private final Check.Context context;
    private final Findings findings;

    Values(Check.Context context, Findings findings) {
        this.context = context;
        this.findings = findings;
    }

    /** @param name the key that holds it */
    void check(Tree.Leaf leaf, Shape shape, String pointer, String name) {
        if (shape instanceof Shape.Word words) {
            if (words.later().contains(leaf.text())) {
                findings.problem(
                        leaf.spot(),
                        pointer,
                        "config.unsupported",
                        name + ": " + leaf.text() + " is not supported by this version.",
                        "Supported: "
                                + String.join(
                                        ", ",
                                        words.words().stream()
                                                .filter(w -> !words.later().contains(w))
                                                .toList())
                                + ".");
            } else if (!words.words().contains(leaf.text())) {
                findings.problem(
                        leaf.spot(),
                        pointer,
                        "config.value",
                        "\"" + Tree.shortened(leaf.text()) + "\" is no value of " + name + ".",
                        Spelling.known(leaf.text(), words.words()));
            }
        } else if (shape instanceof Shape.Name reference) {
            reference(leaf, reference.kind(), pointer);
        } else if (shape instanceof Shape.Whole whole) {
            var number = leaf.value().decimalValue();
            if (number.compareTo(BigDecimal.valueOf(whole.low())) < 0
                    || number.compareTo(BigDecimal.valueOf(whole.high())) > 0) {
                findings.problem(
                        leaf.spot(),
                        pointer,
                        "config.value",
                        name + " cannot be " + leaf.raw() + ".",
                        "It is " + whole.called() + ".");
            }
        } else if (shape instanceof Shape.Value value) {
            try {
                typed(leaf, value.type(), pointer, name);
            } catch (Refused e) {
                var problem = e.problem();
                findings.problems()
                        .add(new Finding(
                                leaf.spot(),
                                (problem.place().isEmpty()
                                                ? problem.at(leaf.spot().toString())
                                                : problem)
                                        .in(pointer)));
            }
        }
    }

    private void typed(Tree.Leaf leaf, Type type, String pointer, String name) {
        // It is no text, and its YAML type says all.
        if (type == Type.FLAG) return;
        if (leaf.text().isBlank() && type != Type.CHARACTER && type != Type.TEXT) {
            findings.problem(
                    leaf.spot(),
                    pointer,
                    "config.value",
                    "\"" + name + "\" is empty.",
                    "Write " + type.called + ", or remove the key.");
            return;
        }
        type.check(leaf.text());
        switch (type) {
            case EXPRESSION, ADDRESSES -> {
                if (type == Type.ADDRESSES && Type.plainAddress(leaf.text())) return;
                var expression = context.sources().expression(leaf);
                expression(expression.text(), 0, expression.spots(), pointer);
            }
            case TEMPLATE -> {
                reserved(leaf, pointer, "finished inputs are moved there");
                expressions(leaf, pointer);
            }
            case REQUEST -> expressions(leaf, pointer);
            case PAGE -> {
                var page = context.sources().page(leaf);
                Text.parse(page.text()).stream()
                        .filter(Text.Part::expression)
                        .forEach(part -> expression(part.text(), part.at(), page.spots(), pointer));
            }
            case GLOB -> reserved(leaf, pointer, "nothing in it starts a job");
            case SCHEMA -> schema(leaf, pointer);
            case SECRET -> {
                if (Reference.in(leaf.text()).isEmpty()) {
                    findings.warning(
                            leaf.spot(),
                            pointer,
                            "config.literal-secret",
                            "\"" + name + "\" stands here in clear text.",
                            "Write ${secret:…} and keep the value in secrets.yaml or the environment.");
                }
            }
            default -> {}
        }
    }

    private void expressions(Tree.Leaf leaf, String pointer) {
        Text.parse(leaf.text()).stream()
                .filter(Text.Part::expression)
                .forEach(part -> expression(part.text(), part.at(), leaf::inside, pointer));
    }

    private void reserved(Tree.Leaf leaf, String pointer, String why) {
        if (!Bucket.reserved(leaf.text())) return;
        var folder = leaf.text().substring(0, leaf.text().indexOf('/'));
        findings.problem(
                leaf.spot(),
                pointer,
                "config.reserved-folder",
                folder + "/ is a reserved folder of a bucket: " + why + ".",
                "Choose another folder.");
    }

    void schema(Tree tree, String pointer) {
        var schema = context.sources().schema(tree);
        context.judge()
                .schema(schema.text())
                .ifPresent(fault -> findings.problem(
                        schema.spots().apply(Math.max(0, fault.at())),
                        pointer,
                        "config.schema",
                        "this is no JSON Schema: " + fault.message() + ".",
                        "Schemas are JSON Schema 2020-12, whole in one file."));
    }

    private void expression(String text, int offset, IntFunction<Spot> spots, String pointer) {
        if (text.isBlank()) {
            findings.problem(
                    spots.apply(offset),
                    pointer,
                    "config.expression",
                    "the expression is empty.",
                    "Write JSONata, or remove the key.");
            return;
        }
        context.judge().expression(text).ifPresent(fault -> {
            var message = fault.message().endsWith(".") ? fault.message() : fault.message() + ".";
            findings.problem(
                    spots.apply(offset + Math.max(0, fault.at())),
                    pointer,
                    "config.expression",
                    "the JSONata does not compile: " + message,
                    "Correct it there, or before.");
        });
    }

    private void reference(Tree.Leaf leaf, String to, String pointer) {
        var names = context.names().get(to);
        if (names == null || names.contains(leaf.text())) return;
        var folder = Kinds.of(to).folder();
        var near = Spelling.nearest(leaf.text(), names.stream().sorted().toList());
        findings.problem(
                leaf.spot(),
                pointer,
                "config.reference",
                "there is no " + to + " \"" + Tree.shortened(leaf.text()) + "\".",
                near.map(name -> "Did you mean " + name + "?")
                        .orElse("Make it: " + folder + "/"
                                + (leaf.text().matches("[a-z0-9-]+") ? leaf.text() : "<name>") + ".yaml."));
    }
}

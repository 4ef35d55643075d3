package dev.crossdock.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A definition as JSON text, which is what a deployment publishes: the keys of its YAML in the order of their declaration, the
 * expressions and schemas of files written into it. Stateless.
 */
public final class Definitions {
    /** Most bytes of a published definition: an item of the table holds 400 KB, its key and version included. */
    public static final int LARGEST = 350_000;

    /** The words for what can be defined. */
    public static final List<String> KINDS =
            Kinds.ALL.stream().map(Kinds.Kind::kind).toList();

    private Definitions() {}

    /**
     * A definition from what was published. Keys that this version does not know are passed over.
     *
     * @param kind project, bucket, collection, connection, job, trigger or listener
     * @return {@link Project.Settings}, {@link Bucket}, {@link Collection}, {@link Connection}, {@link Job}, {@link Trigger} or
     *     {@link Listener}
     * @throws Refused {@code definition.unreadable} when it is not what {@link #canonical} gives
     * @throws IllegalArgumentException for another kind
     */
    public static java.lang.Record parse(String kind, String name, String json) {
        Kinds.of(kind);
        try {
            return Records.read(kind, name, Sources.JSON.readTree(json));
        } catch (JsonProcessingException | RuntimeException e) {
            throw new Refused(
                    Problem.of(
                                    "definition.unreadable",
                                    "the published " + kind + " \"" + name + "\" cannot be read: "
                                            + Tree.shortened(String.valueOf(e.getMessage())) + ".",
                                    "Publish it again from its YAML.")
                            .at(kind + "/" + name),
                    e);
        }
    }

    /**
     * What is wrong with a definition given as JSON, references to others included.
     *
     * @param json keys as in YAML; expressions and schemas are written into it, not named
     * @param names of all definitions by kind, this one included
     * @return empty when it can be published; places are {@code job/name}, fields are JSON Pointers
     */
    public static List<Problem> check(String kind, String name, String json, Map<String, Set<String>> names) {
        var file = kind + "/" + name;
        try {
            if (!kind.equals("project")) Type.name(name);
            var tree = Tree.of(read(json), file);
            var check = new Check(Kinds.of(kind), new Check.Context(Sources.INLINE, Judge.BUILT_IN, names, true));
            check.check(tree);
            if (check.problems().isEmpty()) toJson(kind, tree, Sources.INLINE);
            return check.problems().stream().map(Finding::problem).toList();
        } catch (Refused e) {
            return List.of(e.problem().at(file));
        }
    }

    /**
     * What is wrong with definitions together, each of them without a problem: jobs that would start themselves, templates that run
     * themselves. What {@link Lint} says of a folder, of what is published.
     *
     * @param texts of all of them by {@code kind/name}, as {@link #canonical} gives them
     */
    public static List<Problem> checkTogether(Map<String, String> texts) {
        var loops = new Loops();
        texts.forEach((key, text) -> {
            if (!key.startsWith("job/")) return;
            var name = key.substring("job/".length());
            loops.add((Job) parse("job", name, text), Tree.of(read(text), key));
        });
        var found = new ArrayList<Problem>();
        loops.find().forEach((key, finding) -> found.add(finding.problem().at(key)));
        new Cycles(texts).find().forEach((key, problem) -> found.add(problem.at(key)));
        return List.copyOf(found);
    }

    /**
     * The text that is published for a definition given as JSON.
     *
     * @throws Refused when {@link #check} would find something that makes it unreadable
     */
    public static String canonical(String kind, String name, String json) {
        return toJson(kind, Tree.of(read(json), kind + "/" + name), Sources.INLINE);
    }

    private static JsonNode read(String json) {
        try {
            return Sources.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new Refused(Problem.of(
                    "config.json",
                    "this is no JSON: " + Tree.shortened(e.getOriginalMessage()) + ".",
                    "Send the definition as one JSON object."));
        }
    }

    /** @param tree without problems */
    static String toJson(String kind, Tree tree, Sources sources) {
        var text = write(node(tree, Kinds.of(kind).keys(), sources));
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LARGEST) {
            throw new Refused(Problem.of(
                            "config.too-large",
                            "with its expressions and schemas it takes %,d bytes; at most %,d can be published."
                                    .formatted(bytes, LARGEST),
                            "Shorten the schema or the map.")
                    .at(tree.spot().toString()));
        }
        return text;
    }

    static String write(JsonNode node) {
        try {
            return Sources.JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode node(Tree tree, Shape shape, Sources sources) {
        if (shape instanceof Shape.Keys keys && tree instanceof Tree.Branch branch) return keys(branch, keys, sources);
        if (shape instanceof Shape.Variants variants && tree instanceof Tree.Branch branch) {
            return variants.of(branch)
                    .map(v -> (JsonNode) keys(branch, v.keys(), sources))
                    .orElseGet(tree::json);
        }
        if (shape instanceof Shape.Items items && tree instanceof Tree.Row row) {
            var array = Sources.JSON.createArrayNode();
            row.items().forEach(item -> array.add(node(item, items.item(), sources)));
            return array;
        }
        if (shape instanceof Shape.Free free && tree instanceof Tree.Branch branch) {
            var object = Sources.JSON.createObjectNode();
            branch.keys().forEach((name, entry) -> object.set(name, node(entry.value(), free.value(), sources)));
            return object;
        }
        if (shape instanceof Shape.Again again) return node(tree, again.keys().get(), sources);
        if (shape instanceof Shape.Steps steps) return steps(tree, steps, sources);
        if (shape instanceof Shape.Headers) return headers(tree, sources);
        if (shape instanceof Shape.Either either) {
            return either.shapes().stream()
                    .filter(inner -> inner instanceof Shape.Keys == tree instanceof Tree.Branch
                            && inner instanceof Shape.Items == tree instanceof Tree.Row)
                    .findFirst()
                    .map(inner -> node(tree, inner, sources))
                    .orElseGet(tree::json);
        }
        if (shape instanceof Shape.Value value && tree instanceof Tree.Leaf leaf && leaf.isText()) {
            if (value.type() == Type.ADDRESSES && Type.plainAddress(leaf.text())) {
                var factory = Sources.JSON.getNodeFactory();
                return factory.textNode(factory.textNode(leaf.text()).toString());
            }
            if (value.type() == Type.EXPRESSION || value.type() == Type.ADDRESSES) {
                return Sources.JSON
                        .getNodeFactory()
                        .textNode(sources.expression(leaf).text());
            }
            if (value.type() == Type.SCHEMA) return sources.schema(leaf).json();
            if (value.type() == Type.PAGE) {
                return Sources.JSON.getNodeFactory().textNode(sources.page(leaf).text());
            }
        }
        return tree.json();
    }

    private static ObjectNode keys(Tree.Branch branch, Shape.Keys keys, Sources sources) {
        var object = Sources.JSON.createObjectNode();
        for (var key : keys.keys()) {
            branch.get(key.name()).ifPresent(value -> object.set(key.name(), node(value, key.shape(), sources)));
        }
        return object;
    }

    /** Always a list of {map, place, schema}: a message about an expression says where its author finds it. */
    private static JsonNode steps(Tree tree, Shape.Steps shape, Sources sources) {
        var array = Sources.JSON.createArrayNode();
        var items = tree instanceof Tree.Row row ? row.items() : List.of(tree);
        for (var item : items) {
            var step = item instanceof Tree.Branch branch
                    ? keys(branch, shape.step(), sources)
                    : Sources.JSON.createObjectNode();
            var map = item instanceof Tree.Branch branch ? branch.get("map").orElse(item) : item;
            if (map instanceof Tree.Leaf leaf && leaf.isText()) {
                var expression = sources.expression(leaf);
                step.put("map", expression.text());
                if (!step.has("place")) step.put("place", expression.place());
            }
            array.add(step);
        }
        return array;
    }

    /** Always one expression that gives an object. */
    private static JsonNode headers(Tree tree, Sources sources) {
        if (!(tree instanceof Tree.Branch branch)) return node(tree, Shape.value(Type.EXPRESSION), sources);
        var text = new StringBuilder("{");
        branch.keys().forEach((name, entry) -> {
            if (text.length() > 1) text.append(", ");
            text.append(Sources.JSON.getNodeFactory().textNode(name)).append(": (");
            text.append(sources.expression((Tree.Leaf) entry.value()).text()).append(')');
        });
        return Sources.JSON.getNodeFactory().textNode(text.append('}').toString());
    }
}

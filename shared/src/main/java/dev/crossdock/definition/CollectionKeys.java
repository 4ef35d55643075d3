package dev.crossdock.definition;

import static dev.crossdock.definition.Key.key;
import static dev.crossdock.definition.Shape.value;

import dev.crossdock.definition.Shape.Free;
import dev.crossdock.definition.Shape.Keys;
import dev.crossdock.definition.Shape.Name;
import java.util.ArrayList;
import java.util.List;

/** What a collection says of its records beside key and schema, and what of that does not go together. */
final class CollectionKeys {
    static final Shape RELATIONS = new Free(Keys.of(
            "a relation",
            key("collection", new Name("collection"), "The collection that a record points to; its own makes a tree.")
                    .must(),
            key("by", value(Type.EXPRESSION), "The id there, or a list of ids: a field, or JSONata over the record.")
                    .must(),
            key("many", value(Type.FLAG), "Shown as a list, also when it is one.")
                    .or("a list where `by` gives one")));

    static final Shape COMPUTED = new Free(value(Type.EXPRESSION));

    private CollectionKeys() {}

    static void check(Tree.Branch collection, Findings findings) {
        var computed = collection.get("computed").orElse(null);
        if (!(computed instanceof Tree.Branch fields)) return;
        for (var name : fields.keys().keySet()) {
            if (texts(collection, "key").contains(name)) {
                refuse(
                        fields,
                        name,
                        "the key field \"" + name + "\" cannot be computed: it says which record it is.",
                        findings);
            } else if (texts(collection, "readonly").contains(name)) {
                refuse(fields, name, "the computed field \"" + name + "\" is readonly as it is.", findings);
            } else if (name.startsWith("_")) {
                refuse(
                        fields,
                        name,
                        "fields with an underscore, as \"" + name + "\", are the product's own.",
                        findings);
            }
        }
    }

    private static void refuse(Tree.Branch at, String key, String what, Findings findings) {
        findings.problem(
                at.keys().get(key).key(),
                "/computed" + dev.crossdock.flow.Problem.pointer(key),
                "config.conflict",
                what,
                "Compute another field.");
    }

    private static List<String> texts(Tree.Branch branch, String key) {
        var texts = new ArrayList<String>();
        branch.get(key).ifPresent(tree -> {
            var items = tree instanceof Tree.Row row ? row.items() : List.of(tree);
            for (var item : items) if (item instanceof Tree.Leaf leaf && leaf.isText()) texts.add(leaf.text());
        });
        return texts;
    }
}

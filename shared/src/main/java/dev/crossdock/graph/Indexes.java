package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * By what the records of a collection are found: its declared fields, and where its relations lead. An entry is a text that stands for
 * one value of one of them; a record carries its entries, and the store finds records by an entry. Compiled once; thread-safe.
 */
final class Indexes {
    /** A record is written in one transaction with its entries, those that come and those that go: at most 100 items. */
    static final int MOST = 45;

    private final Map<String, FieldPath> fields = new LinkedHashMap<>();
    private final Map<String, Expression> relations = new LinkedHashMap<>();
    private final Set<String> marks = new LinkedHashSet<>();

    /** @throws Refused when a relation's {@code by} does not compile */
    Indexes(Collection collection) {
        for (var field : collection.indexes()) {
            fields.put(field, new FieldPath(field));
            marks.add(field);
        }
        collection.relations().forEach((name, relation) -> {
            var place = "collection " + collection.name() + " relations." + name + ".by";
            relations.put(name, Expression.compile(relation.by(), place));
            marks.add(mark(name, relation.by()));
        });
    }

    /** What is complete once every record carries its entries: a relation by another expression is another one. */
    Set<String> marks() {
        return marks;
    }

    static String mark(String relation, String by) {
        return label(relation) + " " + by;
    }

    /** @return distinct, in no order that matters */
    List<String> entries(Object tree) {
        var entries = new LinkedHashSet<String>();
        fields.forEach((field, path) -> {
            for (var value : path.values(tree)) {
                FieldValue.text(value).ifPresent(text -> entries.add(entry(field, text)));
            }
        });
        for (var name : relations.keySet()) {
            for (var id : ids(name, tree)) entries.add(ofRelation(name, id));
        }
        return List.copyOf(entries);
    }

    /** Where a relation leads; an expression that fails leads nowhere. */
    List<String> ids(String relation, Object tree) {
        try {
            var found = relations.get(relation).evaluate(tree, Map.of());
            var ids = new LinkedHashSet<String>();
            var values = found.orElse(null) instanceof List<?> list
                    ? list
                    : found.map(List::of).orElse(List.of());
            for (var value : values) FieldValue.text(value).ifPresent(ids::add);
            return List.copyOf(ids);
        } catch (Refused e) {
            return List.of();
        }
    }

    /** Whether it gives a list. */
    boolean several(String relation, Object tree) {
        try {
            return relations.get(relation).evaluate(tree, Map.of()).orElse(null) instanceof List;
        } catch (Refused e) {
            return false;
        }
    }

    static String entry(String field, String value) {
        return field + "=" + RecordText.hash(value, "");
    }

    static String ofRelation(String name, String id) {
        return entry(label(name), id);
    }

    private static String label(String relation) {
        return "@" + relation;
    }

    /** For messages. */
    List<String> names() {
        return new ArrayList<>(fields.keySet());
    }
}

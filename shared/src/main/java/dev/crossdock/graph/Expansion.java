package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Relation;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the records to which others lead, by the names of relations. Thread-safe. */
public final class Expansion {
    private static final int DEEPEST = 5;
    /** Records read for one answer. */
    private static final int MOST = 5_000;

    private final RecordStore store;
    private final Function<String, Collection> collections;

    /** @param collections by name; throws {@link Refused} for one that is not there */
    public Expansion(RecordStore store, Function<String, Collection> collections) {
        this.store = store;
        this.collections = collections;
    }

    /**
     * A record with those that it leads to.
     *
     * @param related by the relation's name, in the order asked for: an {@code Expanded}, a list of them, or null for one that is not
     *     there; of a list those that are not there are left out
     */
    public record Expanded(Stored record, Map<String, Object> related) {}

    /**
     * @param names of relations, joined by commas; {@code brand.owner} goes on from the brand
     * @return one for each record, in their order
     * @throws Refused {@code request.expand}
     */
    public List<Expanded> expand(Collection collection, List<Stored> records, String names) {
        var wanted = new Wanted();
        Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(wanted::add);
        return expand(collection, records, wanted, new int[1]);
    }

    private record Wanted(Map<String, Wanted> relations) {
        Wanted() {
            this(new LinkedHashMap<>());
        }

        void add(String path) {
            var steps = path.split("\\.");
            if (steps.length > DEEPEST) {
                throw refused("\"" + path + "\" goes over more than " + DEEPEST + " relations.", "Ask for fewer.");
            }
            var at = this;
            for (var step : steps) at = at.relations().computeIfAbsent(step, any -> new Wanted());
        }
    }

    private List<Expanded> expand(Collection collection, List<Stored> records, Wanted wanted, int[] read) {
        var related = records.stream()
                .map(record -> (Map<String, Object>) new LinkedHashMap<String, Object>())
                .toList();
        if (!wanted.relations().isEmpty() && !records.isEmpty()) {
            var indexes = new Indexes(collection);
            wanted.relations().forEach((name, further) -> {
                var relation = relation(collection, name);
                follow(relation, name, indexes, records, further, related, read);
            });
        }
        var expanded = new ArrayList<Expanded>();
        for (int i = 0; i < records.size(); i++) expanded.add(new Expanded(records.get(i), related.get(i)));
        return expanded;
    }

    private void follow(
            Relation relation,
            String name,
            Indexes indexes,
            List<Stored> records,
            Wanted further,
            List<Map<String, Object>> related,
            int[] read) {
        var ids = new ArrayList<List<String>>();
        var several = new ArrayList<Boolean>();
        for (var record : records) {
            var tree = RecordText.read(record.data());
            ids.add(indexes.ids(name, tree));
            several.add(relation.many() || indexes.several(name, tree));
        }
        var there = there(collections.apply(relation.collection()), ids, further, read);
        for (int i = 0; i < records.size(); i++) {
            var found = ids.get(i).stream()
                    .filter(there::containsKey)
                    .map(there::get)
                    .toList();
            related.get(i).put(name, several.get(i) ? found : found.isEmpty() ? null : found.get(0));
        }
    }

    private Map<String, Expanded> there(Collection target, List<List<String>> ids, Wanted further, int[] read) {
        var all = new LinkedHashSet<String>();
        ids.forEach(all::addAll);
        read[0] += all.size();
        if (read[0] > MOST) {
            throw refused("more than %,d records would be read.".formatted(MOST), "Ask for a smaller page: limit.");
        }
        var found = List.copyOf(store.read(target.name(), List.copyOf(all)).values());
        var there = new TreeMap<String, Expanded>();
        for (var each : expand(target, found, further, read))
            there.put(each.record().id(), each);
        return there;
    }

    private static Relation relation(Collection collection, String name) {
        var relation = collection.relations().get(name);
        if (relation != null) return relation;
        throw refused(
                "collection " + collection.name() + " has no relation \"" + name + "\".",
                "Known: " + String.join(", ", collection.relations().keySet()) + ".");
    }

    private static Refused refused(String message, String hint) {
        return new Refused(Problem.of("request.expand", message, hint).in("expand"));
    }
}

package dev.crossdock.functions.controlapi.console;

import dev.crossdock.definition.Collection;
import dev.crossdock.graph.Expansion;
import dev.crossdock.graph.RecordQuery;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.run.DefinitionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Where a record leads, and what leads to it. Thread-safe. */
final class RecordLinks {
    private static final int SHOWN = 12;

    private final DefinitionStore definitions;
    private final RecordStore store;
    private final Expansion expansion;
    private final RecordQuery query;

    RecordLinks(DefinitionStore definitions, RecordStore store) {
        this.definitions = definitions;
        this.store = store;
        this.expansion = new Expansion(store, definitions::collection);
        this.query = new RecordQuery(store);
    }

    /** @param relation by which it is reached */
    public record Link(String relation, String collection, String id, String href) {
        static Link of(String relation, Stored record) {
            return new Link(
                    relation, record.collection(), record.id(), RecordPage.href(record.collection(), record.id()));
        }
    }

    List<Link> from(Collection collection, Stored record) {
        var links = new ArrayList<Link>();
        if (collection.relations().isEmpty()) return links;
        var names = String.join(",", collection.relations().keySet());
        var expanded = expansion.expand(collection, List.of(record), names).get(0);
        expanded.related().forEach((name, there) -> {
            var each = there instanceof List<?> list ? list : there == null ? List.of() : List.of(there);
            each.stream()
                    .filter(Objects::nonNull)
                    .limit(SHOWN)
                    .forEach(one -> links.add(Link.of(name, ((Expansion.Expanded) one).record())));
        });
        return links;
    }

    /** Only by relations whose entries every record carries: looking for them must not read the whole collection. */
    List<Link> to(Collection collection, String id) {
        var links = new ArrayList<Link>();
        for (var other : definitions.project().collections().values()) {
            var leading = other.relations().entrySet().stream()
                    .filter(each -> each.getValue().collection().equals(collection.name()))
                    .toList();
            if (leading.isEmpty() || store.complete(other.name()).isEmpty()) continue;
            for (var relation : leading) {
                var found = query.pointing(other, RecordStore.Filter.ALL, relation.getKey(), id, "", SHOWN);
                found.items().forEach(record -> links.add(Link.of(relation.getKey(), record)));
            }
        }
        return links;
    }
}

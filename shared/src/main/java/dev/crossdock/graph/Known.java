package dev.crossdock.graph;

import dev.crossdock.graph.RecordStore.Stored;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of a stored record when a full feed is compared with it.
 *
 * @param born when it was made: with the rev it tells one state of the record from every other
 * @param run that wrote it last; empty = none
 * @param since how new it is, as the order of a drop: that of the drop which it came with, else the time of the last change
 */
record Known(String id, long rev, String born, String run, String since) {
    static Known of(Stored stored) {
        var order = stored.origin().order();
        return new Known(
                stored.id(),
                stored.rev(),
                stored.createdAt().toString(),
                stored.origin().run(),
                order.isEmpty() ? "%013d".formatted(stored.updatedAt().toEpochMilli()) : order);
    }

    static Known of(Object tree) {
        var map = (Map<?, ?>) tree;
        return new Known(
                (String) map.get("id"),
                ((Number) map.get("rev")).longValue(),
                (String) map.get("born"),
                (String) map.get("run"),
                (String) map.get("since"));
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("id", id);
        tree.put("rev", rev);
        tree.put("born", born);
        tree.put("run", run);
        tree.put("since", since);
        return tree;
    }

    boolean is(Stored stored) {
        return stored.rev() == rev && stored.createdAt().toString().equals(born);
    }
}

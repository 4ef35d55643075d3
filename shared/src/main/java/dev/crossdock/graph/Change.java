package dev.crossdock.graph;

import dev.crossdock.event.ItemChange;
import dev.crossdock.graph.RecordStore.Stored;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A created, updated or deleted record.
 *
 * @param event {@code created}, {@code updated} or {@code deleted}
 * @param before the record's data; null when created
 * @param after the record's data; null when deleted
 * @param changed top-level fields whose values differ; all of them when created or deleted
 * @param rev after the change; the last one's when deleted
 * @param version orders all changes of one id, as text: a record that is deleted and made again begins at rev 1 again, and its
 *     deletion has the rev of the change before it
 * @param hop of the write that made it
 */
public record Change(
        String collection,
        String id,
        String event,
        Object before,
        Object after,
        List<String> changed,
        long rev,
        String version,
        int hop) {

    /** The collection of the record that changed. */
    public static String collection(ItemChange item) {
        return RecordItem.collection((String) item.keys().get(RecordItem.PARTITION));
    }

    /** @return empty when nothing that a trigger could see has changed: only who wrote it, or whether it is valid */
    public static Optional<Change> of(ItemChange item) {
        return of(stored(item.before()), stored(item.after()));
    }

    static Optional<Change> of(Optional<Stored> before, Optional<Stored> after) {
        if (before.isEmpty() && after.isEmpty()) return Optional.empty();
        var now = after.or(() -> before).orElseThrow();
        var old = before.map(record -> RecordText.read(record.data())).orElse(null);
        var fresh = after.map(record -> RecordText.read(record.data())).orElse(null);
        var changed = changed(old, fresh);
        if (before.isPresent() && after.isPresent() && changed.isEmpty()) return Optional.empty();
        var event = before.isEmpty() ? "created" : after.isEmpty() ? "deleted" : "updated";
        return Optional.of(new Change(
                now.collection(), now.id(), event, old, fresh, changed, now.rev(), version(now, event), now.hop()));
    }

    /**
     * The state of now, as if it had just been written: nothing before it is known, so before and after are the same and every field
     * counts as changed.
     *
     * @param repeat what makes it another change than the one that led to this state: behind that, before the record's next one
     */
    static Change present(Stored record, String repeat) {
        var data = RecordText.read(record.data());
        return new Change(
                record.collection(),
                record.id(),
                "updated",
                data,
                data,
                changed(data, null),
                record.rev(),
                version(record, "updated") + "-" + repeat,
                0);
    }

    /** This change and a later one of the same record as one; empty when they cancel each other out. */
    static Optional<Change> merged(Change first, Change last) {
        if (first.before() == null && last.after() == null) return Optional.empty();
        var changed = changed(first.before(), last.after());
        boolean both = first.before() != null && last.after() != null;
        if (both && changed.isEmpty()) return Optional.empty();
        var event = first.before() == null ? "created" : last.after() == null ? "deleted" : "updated";
        return Optional.of(new Change(
                last.collection(),
                last.id(),
                event,
                first.before(),
                last.after(),
                changed,
                last.rev(),
                last.version(),
                Math.max(first.hop(), last.hop())));
    }

    private static String version(Stored record, String event) {
        return RecordItem.version(record) + (event.equals("deleted") ? "-1" : "-0");
    }

    private static Optional<Stored> stored(Map<String, Object> item) {
        // What is no record, as an entry of an index, has no rev.
        return item.containsKey(RecordItem.REV) ? Optional.of(RecordItem.read(item)) : Optional.empty();
    }

    private static List<String> changed(Object before, Object after) {
        var names = new LinkedHashSet<String>();
        if (before instanceof Map<?, ?> map) map.keySet().forEach(name -> names.add((String) name));
        if (after instanceof Map<?, ?> map) map.keySet().forEach(name -> names.add((String) name));
        var changed = new ArrayList<String>();
        for (var name : names) {
            if (!Objects.equals(value(before, name), value(after, name))) changed.add(name);
        }
        return List.copyOf(changed);
    }

    private static Object value(Object tree, String name) {
        return tree instanceof Map<?, ?> map ? map.get(name) : null;
    }
}

package dev.crossdock.functions.controlapi.console;

import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a record was before, as differences, the newest first. */
final class RecordHistory {
    private static final int SHOWN = 20;

    private RecordHistory() {}

    /** @param fields that differ from the rev before */
    public record Change(long rev, Told.Time at, String by, List<Field> fields) {}

    /** A field that changed. @param before empty where it was not there @param after empty where it is gone */
    public record Field(String name, String before, String after) {}

    static List<Change> of(RecordStore store, Stored now, Told told) {
        var revs = new ArrayList<Stored>(List.of(now));
        revs.addAll(store.history(now.collection(), now.id(), "", SHOWN).items());
        var changes = new ArrayList<Change>();
        for (int i = 0; i + 1 < revs.size(); i++) {
            var after = revs.get(i);
            changes.add(
                    new Change(after.rev(), told.time(after.updatedAt()), by(after), fields(revs.get(i + 1), after)));
        }
        return changes;
    }

    private static String by(Stored record) {
        var origin = record.origin();
        if (origin.run().isEmpty()) return "by hand or over the API";
        return origin.file().isEmpty() ? "run " + origin.run() : origin.file();
    }

    private static List<Field> fields(Stored before, Stored after) {
        var old = RecordText.read(before.data()) instanceof Map<?, ?> map ? map : Map.of();
        var young = RecordText.read(after.data()) instanceof Map<?, ?> map ? map : Map.of();
        var names = new LinkedHashSet<Object>(old.keySet());
        names.addAll(young.keySet());
        var fields = new ArrayList<Field>();
        for (var name : names) {
            if (!Objects.equals(old.get(name), young.get(name)))
                fields.add(new Field(String.valueOf(name), shown(old, name), shown(young, name)));
        }
        return fields;
    }

    private static String shown(Map<?, ?> map, Object name) {
        return map.containsKey(name) ? Told.cut(Pretty.tree(map.get(name)), 300) : "";
    }
}

package dev.crossdock.functions.graphapi;

import dev.crossdock.graph.Expansion.Expanded;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A record as the API shows it. */
final class RecordAnswer {
    private RecordAnswer() {}

    static Map<String, Object> of(Stored record) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", record.id());
        answer.put("rev", record.rev());
        answer.put("state", record.valid() ? "valid" : "invalid");
        answer.put("errors", RecordText.read(record.errors()));
        answer.put("data", RecordText.read(record.data()));
        var origin = new LinkedHashMap<String, Object>();
        if (!record.origin().run().isEmpty()) origin.put("run", record.origin().run());
        if (!record.origin().file().isEmpty())
            origin.put("file", record.origin().file());
        if (record.origin().record() > 0) origin.put("record", record.origin().record());
        answer.put("origin", origin);
        answer.put("createdAt", record.createdAt().toString());
        answer.put("updatedAt", record.updatedAt().toString());
        return answer;
    }

    /** As {@link #of(Stored)}, with the records that it leads to, where any were asked for. */
    static Map<String, Object> of(Expanded record) {
        var answer = of(record.record());
        if (record.related().isEmpty()) return answer;
        var expanded = new LinkedHashMap<String, Object>();
        record.related()
                .forEach((name, there) -> expanded.put(
                        name,
                        there instanceof List<?> list
                                ? list.stream().map(each -> of((Expanded) each)).toList()
                                : there == null ? null : of((Expanded) there)));
        answer.put("expanded", expanded);
        return answer;
    }

    /** A rev that another one has taken the place of. */
    static Map<String, Object> earlier(Stored record) {
        var answer = of(record);
        answer.remove("createdAt");
        return answer;
    }

    /** Only some of the fields of {@code data}. @param paths names joined by dots */
    static void choose(Map<String, Object> answer, List<String> paths) {
        var chosen = new LinkedHashMap<String, Object>();
        for (var path : paths) pick(answer.get("data"), path.replace("[]", "").split("\\."), 0, chosen);
        answer.put("data", chosen);
    }

    @SuppressWarnings("unchecked")
    private static void pick(Object tree, String[] path, int step, Map<String, Object> into) {
        if (!(tree instanceof Map<?, ?> fields) || !fields.containsKey(path[step])) return;
        var value = fields.get(path[step]);
        if (step == path.length - 1) {
            into.put(path[step], value);
        } else if (value instanceof Map<?, ?>) {
            var inner = into.computeIfAbsent(path[step], any -> new LinkedHashMap<String, Object>());
            if (inner instanceof Map<?, ?> map) pick(value, path, step + 1, (Map<String, Object>) map);
        } else if (value instanceof List<?> list) {
            var known = into.get(path[step]) instanceof List<?> before ? (List<Object>) before : null;
            var items = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                var item = known == null ? new LinkedHashMap<String, Object>() : (Map<String, Object>) known.get(i);
                pick(list.get(i), path, step + 1, item);
                items.add(item);
            }
            into.put(path[step], items);
        }
    }

    static String etag(Stored record) {
        return '"' + Long.toString(record.rev()) + '"';
    }
}

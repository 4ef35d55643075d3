package dev.crossdock.functions.graphapi;

import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordText;
import java.util.LinkedHashMap;
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

    static String etag(Stored record) {
        return '"' + Long.toString(record.rev()) + '"';
    }
}

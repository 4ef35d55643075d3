package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a job would write and refuse, shown: the records are results, a JSON line each, so that they can be piped; what is said
 * about them are messages.
 */
final class FirstRecords {
    private final Context context;

    FirstRecords(Context context) {
        this.context = context;
    }

    /** @param lines {@code {file, record, outcome, remark, value}} each */
    void records(List<JsonNode> lines) {
        for (var line : lines) {
            context.out.println(line.path("value"));
            if (!line.path("remark").asText("").isEmpty())
                context.err.println("  ! " + line.path("remark").asText());
        }
    }

    /** @param rejects {@code {file, record, byte, field, code, message, hint}} each */
    void rejects(List<JsonNode> rejects) {
        for (var reject : rejects) context.err.println("  ✗ " + Screen.reject(reject));
    }
}

package dev.crossdock.bucket;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Locale;
import java.util.Set;

/** Finds the records in what was written of them: each is a line, and quotes may hold line ends. Thread-safe. */
final class RecordEnds {
    private static final Set<String> LINES = Set.of("csv", "json", "ndjson");

    private final int between;
    private final int unit;
    private final boolean little;
    private final int quote;

    /** @throws Refused {@code file.parts} for a format whose records are not found by lines */
    RecordEnds(OutputFile file, int between) {
        var format = file.options().format();
        if (!LINES.contains(format)) {
            throw new Refused(Problem.of(
                    "file.parts",
                    "a file of format " + format + " cannot be cut into parts.",
                    "Write csv, json or ndjson, or leave out parts."));
        }
        this.between = between;
        boolean csv = format.equals("csv");
        var values = file.options().values();
        var encoding = String.valueOf(values.getOrDefault("encoding", "utf-8"))
                .toLowerCase(Locale.ROOT)
                .replace("_", "-");
        this.unit = !csv ? 1 : encoding.startsWith("utf-16") ? 2 : encoding.startsWith("utf-32") ? 4 : 1;
        this.little = encoding.endsWith("le");
        var quoted = String.valueOf(values.getOrDefault("quote", "\""));
        this.quote = csv && quoted.length() == 1 ? quoted.charAt(0) : -1;
    }

    /** Where the record that begins at {@code from} ends, without what stands between records; exclusive. */
    int end(byte[] body, int from) {
        boolean inside = false;
        for (int at = from; at + unit <= body.length; at += unit) {
            int c = at(body, at);
            if (c == quote) inside = !inside;
            else if (c == '\n' && !inside) return at + unit - between;
        }
        return body.length;
    }

    private int at(byte[] body, int at) {
        if (unit == 1) return body[at];
        int value = 0;
        for (int i = 0; i < unit; i++) value = value << 8 | body[little ? at + unit - 1 - i : at + i] & 0xff;
        return value;
    }
}

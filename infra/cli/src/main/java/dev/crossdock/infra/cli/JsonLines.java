package dev.crossdock.infra.cli;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A record's value as the product writes it into a file of NDJSON: numbers with every digit. */
final class JsonLines {
    private static final Origin NOWHERE = new Origin("", 0, 0);

    private JsonLines() {}

    /** @return one line, without its end */
    static String of(Object value) {
        var bytes = new ByteArrayOutputStream();
        try (var writer = Formats.byName("ndjson").writer(bytes, Options.NONE)) {
            writer.write(Record.of(value, NOWHERE));
        }
        return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}

package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes records as JSON with something before, between and behind them. A record is written whole or not at all. */
final class JsonWriting implements RecordWriter {
    private final OutputStream out;
    private final String before;
    private final String between;
    private final String behind;
    private final String none;
    private boolean any;
    private boolean closed;

    /** @param none what is written when there are no records */
    JsonWriting(OutputStream out, String before, String between, String behind, String none) {
        this.out = new BufferedOutputStream(out, 64 << 10);
        this.before = before;
        this.between = between;
        this.behind = behind;
        this.none = none;
    }

    @Override
    public void write(Record record) {
        byte[] bytes;
        try {
            bytes = JsonTrees.MAPPER.writeValueAsBytes(record.value());
        } catch (JsonProcessingException e) {
            throw new Refused(Problem.of(
                    "json.value", "the record cannot be written: " + JsonTrees.said(e) + ".", "Correct its map."));
        }
        put((any ? between : before).getBytes(StandardCharsets.UTF_8));
        any = true;
        put(bytes);
    }

    private void put(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new WorldException("writing JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        put((any ? behind : none).getBytes(StandardCharsets.UTF_8));
        try {
            out.flush();
        } catch (IOException e) {
            throw new WorldException("writing JSON: " + e.getMessage(), e);
        }
    }
}

package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes records as JSON with something before, between and behind them. A record is written whole or not at all. */
final class JsonWriting implements RecordWriter {
    /** A writer is made for each group of a batch: it begins small. */
    private static final int ROOM = 8 << 10;

    private static final int FULL = 64 << 10;
    /** What a large record has needed is not kept. */
    private static final int ROOM_KEPT = 1 << 20;

    private final OutputStream out;
    private final byte[] before;
    private final byte[] between;
    private final byte[] behind;
    private final byte[] none;
    private JsonBytes json = new JsonBytes(ROOM);
    private boolean any;
    private boolean closed;

    /** @param none what is written when there are no records */
    JsonWriting(OutputStream out, String before, String between, String behind, String none) {
        this.out = out;
        this.before = before.getBytes(StandardCharsets.UTF_8);
        this.between = between.getBytes(StandardCharsets.UTF_8);
        this.behind = behind.getBytes(StandardCharsets.UTF_8);
        this.none = none.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(Record record) {
        // Before, not behind: where the stream fails the record is not written.
        if (json.size() >= FULL) put();
        int begin = json.size();
        boolean written = false;
        try {
            json.raw(any ? between : before);
            int value = json.size();
            if (!json.value(record.value())) {
                json.back(value);
                json.raw(JsonTrees.MAPPER.writeValueAsBytes(record.value()));
            }
            written = true;
        } catch (JsonProcessingException e) {
            throw new Refused(Problem.of(
                    "json.value", "the record cannot be written: " + JsonTrees.said(e) + ".", "Correct its map."));
        } finally {
            if (!written) json.back(begin);
        }
        any = true;
    }

    private void put() {
        try {
            out.write(json.bytes(), 0, json.size());
        } catch (IOException e) {
            throw new WorldException("writing JSON: " + e.getMessage(), e);
        }
        if (json.bytes().length > ROOM_KEPT) json = new JsonBytes(ROOM);
        else json.back(0);
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        json.raw(any ? behind : none);
        put();
        try {
            out.flush();
        } catch (IOException e) {
            throw new WorldException("writing JSON: " + e.getMessage(), e);
        }
    }
}

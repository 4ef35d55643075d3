package dev.crossdock.web;

import dev.crossdock.definition.To;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.mapping.TextTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests that records would become at a webservice; none is sent. A record that gives no address is refused, as when sending. */
public final class ShownRequests implements Sink {
    private final TextTemplate request;
    private final Map<String, Object> variables;

    /** @throws Refused {@code config.expression} */
    public ShownRequests(To.WebserviceTarget to, Map<String, Object> variables, String place) {
        this.request = TextTemplate.compile(to.request(), place);
        this.variables = variables;
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        return new Writer() {
            @Override
            public List<Outcome> write(Batch batch) {
                return batch.records().stream().map(ShownRequests.this::outcome).toList();
            }

            @Override
            public Receipt flush() {
                return Receipt.NONE;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private Outcome outcome(Record record) {
        try {
            request.url(record.value(), variables);
            return Outcome.WRITTEN;
        } catch (Refused e) {
            return Outcome.rejected(e.problem());
        }
    }

    /** {@code {"request": "PUT /products/A", "body": {…}}}. */
    @Override
    public Object shown(Record record) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("request", request.url(record.value(), variables));
        shown.put("body", record.value());
        return shown;
    }

    @Override
    public void finish(List<Receipt> receipts) {
        // Nothing was sent.
    }

    @Override
    public Sink rehearsal() {
        return this;
    }
}

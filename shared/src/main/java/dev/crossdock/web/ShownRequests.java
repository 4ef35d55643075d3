package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.definition.To;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests that records would become at a webservice; none is sent. A record that gives no address is refused, as when sending. */
public final class ShownRequests implements Sink {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final RequestTemplate template;
    private final boolean inBatches;
    private final Map<String, Object> variables;

    /** @throws Refused {@code config.expression} */
    public ShownRequests(To.WebserviceTarget to, Map<String, Object> variables, String place) {
        this.template = RequestTemplate.compile(to.request(), to.headers(), to.body(), place);
        this.inBatches = to.batch().isPresent();
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
            request(record);
            return Outcome.WRITTEN;
        } catch (Refused e) {
            return Outcome.rejected(e.problem());
        }
    }

    /** @return of a job with batches the request that would carry this record alone */
    private Request request(Record record) {
        if (!inBatches) return template.request(record.value(), variables);
        var records = new ArrayList<Object>();
        records.add(record.value());
        return template.batch(records, variables);
    }

    /** {@code {"request": "PUT /products/A", "body": {…}}}. */
    @Override
    public Object shown(Record record) {
        var request = request(record);
        var shown = new LinkedHashMap<String, Object>();
        shown.put("request", request.method() + " " + request.target());
        if (!request.headers().isEmpty()) shown.put("headers", request.headers());
        request.body().ifPresent(body -> shown.put("body", tree(body)));
        return shown;
    }

    private static Object tree(String body) {
        try {
            return JSON.readValue(body, Object.class);
        } catch (JsonProcessingException e) {
            return body;
        }
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

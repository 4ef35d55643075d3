package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.run.Ledger;
import java.util.Map;

/**
 * What a pull remembers for its job's next run: {@code PULL#job} in the ledger. Written once a run has ended well, and never
 * by an older run over a newer one's.
 *
 * @param order of the run that wrote it; empty = nothing is remembered
 * @param values what expressions see as {@code $state}
 * @param address of the only page, with {@code etag} and {@code modified} as it came; empty when they must not be used
 * @param jobVersion which made records of that page; another one makes others
 */
record PullState(
        String order, Map<String, Object> values, String address, String etag, String modified, long jobVersion) {
    static final PullState NONE = new PullState("", Map.of(), "", "", "", 0);

    private static final String SORT = "STATE";
    private static final int RACES = 5;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static PullState read(Ledger ledger, String job) {
        return ledger.read(partition(job), SORT)
                .map(entry -> parse(entry.body()))
                .orElse(NONE);
    }

    void write(Ledger ledger, String job) {
        for (int i = 0; i < RACES; i++) {
            var before = ledger.read(partition(job), SORT);
            if (before.isPresent() && parse(before.get().body()).order().compareTo(order) > 0) return;
            long version = before.map(Ledger.Entry::version).orElse(Ledger.ABSENT);
            if (ledger.write(partition(job), SORT, version, json(), null).isPresent()) return;
        }
        throw new IllegalStateException("the state of " + job + " is always written by somebody else");
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static PullState parse(String json) {
        try {
            return JSON.readValue(json, PullState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not what a pull remembers", e);
        }
    }

    private static String partition(String job) {
        return "PULL#" + job;
    }
}

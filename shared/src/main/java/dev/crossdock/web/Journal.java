package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.Outcome;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger knows of one write that is not saved yet: which records are settled, which calls are under way, which are still to
 * be made. {@code RUN#id / SENT#chunk#write}, always written on the condition that nobody else wrote it, so of two workers only
 * one goes on. A record that was rejected may be missing where there are too many of them: asked again, it is rejected again.
 */
final class Journal {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int LARGEST = 300_000;

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new Jdk8Module())
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Ledger ledger;
    private final Clock clock;
    private final String partition;
    private final String sort;
    private long version = Ledger.ABSENT;

    Journal(Ledger ledger, Clock clock, String run, int chunk, long write) {
        this.ledger = ledger;
        this.clock = clock;
        this.partition = "RUN#" + run;
        this.sort = prefix(chunk) + "%08d".formatted(write);
    }

    /** @param settled by the records' keys @param away since when the webservice gives no good answer */
    record Page(Map<String, Settled> settled, List<Open> open, Optional<Instant> away) {}

    /** A call that is still to be made. @param flying it may have been made: its answer was not noted */
    record Open(
            List<String> keys,
            boolean flying,
            Instant notBefore,
            Optional<Instant> first,
            int errors,
            int attempts,
            int repeats) {}

    Optional<Page> read() {
        return ledger.read(partition, sort).map(entry -> {
            version = entry.version();
            try {
                return JSON.readValue(entry.body(), Page.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not a write's journal: " + partition + " " + sort, e);
            }
        });
    }

    /** @throws Fenced when another worker has written meanwhile */
    void write(Page page) {
        var text = json(page);
        if (text.length() > LARGEST) text = json(new Page(withoutRejected(page.settled()), page.open(), page.away()));
        version = ledger.write(partition, sort, version, text, clock.instant().plus(KEPT))
                .orElseThrow(() -> new Fenced(partition + " " + sort + " has another owner"))
                .version();
    }

    private static Map<String, Settled> withoutRejected(Map<String, Settled> settled) {
        var kept = new LinkedHashMap<String, Settled>();
        settled.forEach((key, end) -> {
            if (end.kind() != Outcome.Kind.REJECTED) kept.put(key, end);
        });
        return kept;
    }

    /** Forgets the writes of a chunk before this one: they are saved. @param write {@link Long#MAX_VALUE} = all */
    static void forget(Ledger ledger, String run, int chunk, long write) {
        var partition = "RUN#" + run;
        for (var entry : ledger.list(partition, prefix(chunk), "", 1000)) {
            long number = Long.parseLong(entry.sort().substring(prefix(chunk).length()));
            if (number < write) ledger.delete(partition, entry.sort(), Ledger.ANY);
        }
    }

    private static String prefix(int chunk) {
        return "SENT#%06d#".formatted(chunk);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.crossdock.web;

import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Announcer;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that nobody calls now, as the ledger says it to all processes. Thread-safe. */
public final class Breakers {
    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);
    private static final String ALL = "BREAKER";
    private static final int MOST = 1_000;
    /** Longer than any outage that is waited for. */
    private static final Duration KEPT = Duration.ofDays(8);

    private final Ledger ledger;
    private final Clock clock;

    public Breakers(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** An entry and its version. @param version {@link Ledger#ABSENT} when there is none @param shut null then */
    record Found(long version, Shut shut) {
        boolean failing() {
            return shut != null && shut.failing();
        }

        /** There is something to wait for, or to look at. */
        boolean open(Instant now) {
            return failing() || shut != null && !shut.closed() && shut.until().isAfter(now);
        }
    }

    Found read(String connection) {
        return ledger.read(ALL, connection).map(Breakers::found).orElse(new Found(Ledger.ABSENT, null));
    }

    private static Found found(Ledger.Entry entry) {
        return new Found(entry.version(), Note.read(entry.body(), Shut.class));
    }

    /** @return false when somebody else wrote meanwhile */
    boolean write(Found before, Shut shut) {
        var expires = clock.instant().plus(KEPT);
        return ledger.write(ALL, shut.connection(), before.version(), Note.json(shut), expires)
                .isPresent();
    }

    boolean forget(Found before, String connection) {
        return ledger.delete(ALL, connection, before.version());
    }

    /**
     * The connections that fail, or have asked for time, in the order of their names: {@code connection, state} ({@code open}, {@code
     * waiting}), {@code since, next}, and {@code reason} of those that fail.
     */
    public List<Map<String, Object>> open() {
        return ledger.list(ALL, "", "", MOST).stream()
                .map(Breakers::found)
                .filter(found -> found.open(clock.instant()))
                .map(found -> shown(found.shut()))
                .toList();
    }

    private static Map<String, Object> shown(Shut shut) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("connection", shut.connection());
        shown.put("state", shut.failing() ? "open" : "waiting");
        shown.put("since", shut.since());
        shown.put("next", shut.until());
        if (shut.failing()) shown.put("reason", shut.why());
        return shown;
    }

    /** Tells of each that has opened, also when it has closed again since. Called every minute or so, by anybody, as often as it likes. */
    public void tell(Consumer<Announcer.Event> announce) {
        for (var entry : ledger.list(ALL, "", "", MOST)) {
            var found = found(entry);
            var shut = found.shut();
            if (shut.told()) continue;
            try {
                announce.accept(event(shut));
                // Told again by the next who comes where this one dies, under the same key.
                if (shut.closed()) forget(found, shut.connection());
                else write(found, shut.told(true));
            } catch (WorldException e) {
                LOG.debug("breaker.untold connection={} message=\"{}\"", shut.connection(), e.getMessage());
            }
        }
    }

    private static Announcer.Event event(Shut shut) {
        return new Announcer.Event(
                "breaker.opened",
                "breaker/" + shut.connection() + "/" + shut.opened(),
                "connection %s gives no good answer since %s: %s"
                        .formatted(shut.connection(), shut.since(), shut.why()),
                "/connections",
                Map.of("connection", shut.connection(), "since", shut.since().toString()));
    }
}

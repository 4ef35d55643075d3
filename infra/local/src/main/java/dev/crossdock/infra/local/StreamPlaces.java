package dev.crossdock.infra.local;

import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How far each shard was handed on, kept in the ledger: where the cloud's data goes, the places go too. Only one host works on
 * a cloud, so what was read once need not be read again. One thread.
 */
final class StreamPlaces {
    private static final String PARTITION = "HOST#streams";
    private static final String END = "end";
    /** A stream's records live for a day; a place is kept a little longer. */
    private static final Duration KEPT = Duration.ofDays(3);

    private final Ledger ledger;
    private final Clock clock;
    private final Map<String, String> known = new HashMap<>();

    StreamPlaces(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The last sequence number that is done; empty = none. */
    String after(String arn, String shard) {
        return known.computeIfAbsent(
                key(arn, shard),
                key -> ledger.read(PARTITION, key)
                        .map(entry -> entry.body().substring(1, entry.body().length() - 1))
                        .orElse(""));
    }

    boolean done(String arn, String shard) {
        return after(arn, shard).equals(END);
    }

    void keep(String arn, String shard, String sequence) {
        ledger.write(
                PARTITION,
                key(arn, shard),
                Ledger.ANY,
                '"' + sequence + '"',
                clock.instant().plus(KEPT));
        known.put(key(arn, shard), sequence);
    }

    void end(String arn, String shard) {
        keep(arn, shard, END);
    }

    private static String key(String arn, String shard) {
        return arn.substring(arn.indexOf(":table/") + 1) + "#" + shard;
    }
}

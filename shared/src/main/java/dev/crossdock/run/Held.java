package dev.crossdock.run;

import dev.crossdock.flow.Fenced;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A chunk that this worker has leased. Every change is one write on the condition that the entry is as we left it; when it is
 * not, another worker holds the chunk and this one stops ({@link Fenced}). Not thread-safe.
 */
final class Held {
    private final Ledger ledger;
    private final String partition;
    private final String sort;
    private Ledger.Entry entry;
    private ChunkState state;

    private Held(Ledger ledger, Ledger.Entry entry, ChunkState state) {
        this.ledger = ledger;
        this.partition = entry.partition();
        this.sort = entry.sort();
        this.entry = entry;
        this.state = state;
    }

    /** Writes what {@code take} makes of the entry; empty when somebody else was quicker. */
    static Optional<Held> take(Ledger ledger, Ledger.Entry entry, ChunkState taken) {
        return ledger.write(entry.partition(), entry.sort(), entry.version(), Json.write(taken), null)
                .map(now -> new Held(ledger, now, taken));
    }

    /** An entry as it was read, not taken: for one that is done. */
    static Held seen(Ledger ledger, Ledger.Entry entry, ChunkState state) {
        return new Held(ledger, entry, state);
    }

    ChunkState state() {
        return state;
    }

    /** @throws Fenced when the lease was lost */
    void save(UnaryOperator<ChunkState> change) {
        var next = change.apply(state);
        entry = ledger.write(partition, sort, entry.version(), Json.write(next), null)
                .orElseThrow(() -> new Fenced(partition + " " + sort + " has another owner"));
        state = next;
    }
}

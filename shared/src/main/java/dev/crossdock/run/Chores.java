package dev.crossdock.run;

import java.time.Instant;
import java.util.List;

/**
 * What is seen to every minute, whoever is told that one has passed. Each may be done by several at once, and late: it finds for itself
 * what is due. Thread-safe.
 */
public final class Chores {
    private final List<Chore> all;

    /** One of them. It ends by the deadline, and the next minute goes on from there. */
    public interface Chore {
        void round(Instant deadline);
    }

    public Chores(List<Chore> all) {
        this.all = List.copyOf(all);
    }

    /** What one of them cannot do keeps none of the others from being done; then the first trouble is thrown. */
    public void round(Instant deadline) {
        RuntimeException first = null;
        for (var chore : all) {
            try {
                chore.round(deadline);
            } catch (RuntimeException e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        if (first != null) throw first;
    }
}

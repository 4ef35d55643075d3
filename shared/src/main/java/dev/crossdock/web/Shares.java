package dev.crossdock.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which process may have how many calls of a connection under way, as the ledger keeps it. A share ends by itself, so that a process that
 * died holds nothing for long. Immutable.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Shares(List<Share> all) {
    static final Shares NONE = new Shares(List.of());

    Shares {
        all = List.copyOf(all);
    }

    /**
     * @param who a process; a name that it has given itself
     * @param permits calls at once; 0 = it waits for some
     * @param until all its calls have ended by then
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Share(String who, int permits, Instant until) {
        boolean waits() {
            return permits == 0;
        }
    }

    private Shares keeping(Predicate<Share> wanted) {
        return new Shares(all.stream().filter(wanted).toList());
    }

    /** Those that have not ended. */
    Shares alive(Instant now) {
        return keeping(share -> share.until().isAfter(now));
    }

    Shares without(String who) {
        return keeping(share -> !share.who().equals(who));
    }

    Shares with(Share share) {
        var next = new ArrayList<>(without(share.who()).all);
        next.add(share);
        return new Shares(next);
    }

    Optional<Share> of(String who) {
        return all.stream().filter(share -> share.who().equals(who)).findFirst();
    }

    int taken() {
        return all.stream().mapToInt(Share::permits).sum();
    }

    int waiting() {
        return (int) all.stream().filter(Share::waits).count();
    }

    /** When nothing of this matters any more. */
    Instant over(Instant now) {
        return all.stream().map(Share::until).max(Comparator.naturalOrder()).orElse(now);
    }
}

package dev.crossdock.web;

import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The notes of one record's effects through one connection for one cause: {@code EFF#connection#cause#record}, one entry per
 * version, in the order of the versions. Which version was confirmed last is read from the same entries, so no crash can
 * leave the two apart.
 */
final class Notes {
    /** Longer than any queue keeps a message (14 days): after it, no delivery of the same change can come. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** So many versions are looked at for a newer one that was confirmed. */
    private static final int NEWEST = 10;

    private static final String VERSION = "V#";

    private final Ledger ledger;
    private final Effect effect;
    private final Clock clock;

    Notes(Ledger ledger, Effect effect, Clock clock) {
        this.ledger = ledger;
        this.effect = effect;
        this.clock = clock;
    }

    /** @param version of the entry, for its next write */
    record Found(Note note, long version) {}

    /**
     * What there is before a call.
     *
     * @param found this effect's own note
     * @param overtaken the other side has confirmed a later version already
     */
    record Look(Optional<Found> found, boolean overtaken) {}

    /** One read in nearly every case: this effect's note is among the newest. */
    Look look() {
        var newest = ledger.listBackwards(effect.partition(), VERSION, "", NEWEST);
        boolean overtaken = newest.stream()
                .filter(entry -> entry.sort().compareTo(sort()) > 0)
                .anyMatch(entry -> Note.read(entry.body()).state() == Note.State.CONFIRMED);
        var own = newest.stream().filter(entry -> entry.sort().equals(sort())).findFirst();
        boolean allSeen =
                newest.size() < NEWEST || newest.get(NEWEST - 1).sort().compareTo(sort()) <= 0;
        return new Look(own.map(Notes::found).or(() -> allSeen ? Optional.empty() : read()), overtaken);
    }

    Optional<Found> read() {
        return ledger.read(effect.partition(), sort()).map(Notes::found);
    }

    private static Found found(Ledger.Entry entry) {
        return new Found(Note.read(entry.body()), entry.version());
    }

    /** @return empty when somebody else wrote meanwhile */
    Optional<Found> write(Note note, long expectedVersion) {
        return ledger.write(
                        effect.partition(),
                        sort(),
                        expectedVersion,
                        Note.json(note),
                        clock.instant().plus(KEPT))
                .map(entry -> new Found(note, entry.version()));
    }

    /** @return false when somebody else wrote meanwhile */
    boolean forget(Found found) {
        return ledger.delete(effect.partition(), sort(), found.version());
    }

    private String sort() {
        return VERSION + effect.version();
    }
}

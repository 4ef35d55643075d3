package dev.crossdock.web;

import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.Optional;

/** How an attempt to bring an effect about has ended, for now or for good. */
public sealed interface Sending {
    /**
     * For good; asked again, the answer is the same and nothing is sent.
     *
     * @param outcome WRITTEN: it has happened just now. UNCHANGED: it had happened before. SKIPPED: a later version of the
     *     record has been sent already. REJECTED and UNKNOWN: it is kept under {@code .runs/undelivered/} with its problem.
     * @param kept what {@link Reply#keep} said of the answer that ended it
     */
    record Ended(Outcome outcome, Optional<String> kept) implements Sending {
        public Ended(Outcome outcome) {
            this(outcome, Optional.empty());
        }

        @Override
        public Optional<Instant> again() {
            return Optional.empty();
        }
    }

    /** Not yet: whoever owns the message gives it back, to come again at that time. @param why for logs */
    record Later(Instant at, Problem why) implements Sending {
        @Override
        public Optional<Instant> again() {
            return Optional.of(at);
        }
    }

    /** When to ask again; empty when it has ended. */
    Optional<Instant> again();
}

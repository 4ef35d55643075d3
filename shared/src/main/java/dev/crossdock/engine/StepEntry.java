package dev.crossdock.engine;

import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger keeps of a step.
 *
 * @param kind the word of its act
 * @param result of a step that is done; of an {@code each} that is under way its items; empty = nothing, which is not null
 * @param goesOn a failed one does not end the execution
 * @param failedAt path of the step, this one or one inside of it, at which it failed
 * @param undone whether steps of an {@code onError} inside of it were taken
 * @param request as it was evaluated, for people: without secrets
 * @param tries so far, of one that is not done
 * @param since its first try
 * @param nextAt not before then
 * @param ms that its last try took
 */
public record StepEntry(
        State state,
        String kind,
        Optional<Kept> result,
        Optional<Problem> problem,
        boolean goesOn,
        String failedAt,
        boolean undone,
        Map<String, Object> request,
        int tries,
        Instant since,
        Instant nextAt,
        Instant endedAt,
        long ms) {
    public StepEntry {
        request = request == null ? Map.of() : request;
    }

    /** How far it is. */
    public enum State {
        /** It has begun, or is to be tried again. */
        WAITING,
        DONE,
        /** Done, and its result is not as {@code valid} wants it. */
        INVALID,
        SKIPPED,
        FAILED;

        boolean ended() {
            return this != WAITING;
        }
    }

    static StepEntry begun(String kind, Optional<Kept> items, Instant now) {
        return new StepEntry(
                State.WAITING, kind, items, Optional.empty(), false, "", false, Map.of(), 0, now, now, now, 0);
    }

    StepEntry again(Instant at, Optional<Problem> why, Map<String, Object> shown) {
        return new StepEntry(State.WAITING, kind, result, why, false, "", false, shown, tries + 1, since, at, at, ms);
    }
}

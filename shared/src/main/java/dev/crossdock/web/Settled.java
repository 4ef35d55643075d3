package dev.crossdock.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import java.util.Optional;

/**
 * What became of one record at a webservice.
 *
 * @param status the last answer's, its own where the answer says one; 0 = none
 * @param attempts calls that carried it
 * @param repeats calls that were repeated although an earlier one may have had its effect
 * @param answer the beginning of the last answer
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Settled(
        Outcome.Kind kind, int status, int attempts, int repeats, Optional<Problem> problem, Optional<String> answer) {

    Outcome outcome(String connection) {
        if (kind == Outcome.Kind.REJECTED || kind == Outcome.Kind.UNKNOWN) return new Outcome(kind, problem);
        if (repeats == 0) return new Outcome(kind, Optional.empty());
        return new Outcome(
                kind,
                Optional.of(Problem.of(
                        "web.maybe-twice",
                        "%s may have it twice: %d of %d calls were repeated without knowing what became of the one before."
                                .formatted(connection, repeats, attempts),
                        "Look at " + connection
                                + ", or choose another delivery in its connection: put-by-key, idempotency-key.")));
    }
}

package dev.crossdock.engine;

import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One passage through a template, as the ledger has it.
 *
 * @param versions of the template and of all that it runs, by name: a change in the middle of an execution mixes nothing
 * @param inputHash tells whether a repeated start means the same
 * @param failedAt path of the step that ended it
 * @param invalid paths of steps whose results are not valid, the first twenty
 * @param compensated steps have undone what it did: it cannot go on any more
 * @param attempt 1 at first; grows with each retry
 * @param leasedUntil until then somebody is at work
 * @param nextAt when it wants to go on
 */
public record Execution(
        String id,
        String template,
        Map<String, Long> versions,
        String cause,
        int hop,
        Kept input,
        String inputHash,
        State state,
        Instant createdAt,
        Optional<Instant> endedAt,
        Optional<Kept> output,
        Optional<Problem> problem,
        String failedAt,
        List<String> invalid,
        boolean compensated,
        int attempt,
        Instant leasedUntil,
        Instant nextAt) {

    /** Where it is on its way. */
    public enum State {
        QUEUED,
        RUNNING,
        WAITING,
        SUCCEEDED,
        FAILED;

        public boolean ended() {
            return this == SUCCEEDED || this == FAILED;
        }
    }

    static Execution of(Engine.Start start, Map<String, Long> versions, Kept input, String inputHash, Instant now) {
        return new Execution(
                start.execution(),
                start.template(),
                versions,
                start.cause(),
                start.hop(),
                input,
                inputHash,
                State.QUEUED,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(),
                false,
                1,
                Instant.EPOCH,
                now);
    }

    Execution leased(Instant until) {
        return with(State.RUNNING, Optional.empty(), until, nextAt);
    }

    /** Nobody's, until somebody goes on with it. */
    Execution waiting(Instant at, Optional<Problem> why) {
        return with(State.WAITING, why, Instant.EPOCH, at);
    }

    private Execution with(State newState, Optional<Problem> why, Instant until, Instant next) {
        return new Execution(
                id,
                template,
                versions,
                cause,
                hop,
                input,
                inputHash,
                newState,
                createdAt,
                endedAt,
                output,
                why,
                failedAt,
                invalid,
                compensated,
                attempt,
                until,
                next);
    }

    Execution succeeded(Kept result, List<String> notValid, Instant now) {
        return new Execution(
                id,
                template,
                versions,
                cause,
                hop,
                input,
                inputHash,
                State.SUCCEEDED,
                createdAt,
                Optional.of(now),
                Optional.of(result),
                Optional.empty(),
                "",
                notValid,
                compensated,
                attempt,
                Instant.EPOCH,
                now);
    }

    Execution failed(Problem why, String at, boolean undone, List<String> notValid, Instant now) {
        return new Execution(
                id,
                template,
                versions,
                cause,
                hop,
                input,
                inputHash,
                State.FAILED,
                createdAt,
                Optional.of(now),
                Optional.empty(),
                Optional.of(why),
                at,
                notValid,
                undone,
                attempt,
                Instant.EPOCH,
                now);
    }

    /** To be gone on with where it failed, by what the definitions say now. */
    Execution again(Map<String, Long> newVersions, String newCause, Kept newInput, String newHash, Instant now) {
        return new Execution(
                id,
                template,
                newVersions,
                newCause,
                hop,
                newInput,
                newHash,
                State.QUEUED,
                createdAt,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(),
                false,
                attempt + 1,
                Instant.EPOCH,
                now);
    }
}

package dev.crossdock.run;

import dev.crossdock.flow.Counts;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One execution of a job, as the ledger keeps it.
 *
 * @param id derived from {@code key}
 * @param type the job type, which is the queue its messages go through
 * @param jobVersion the published version of the job that the run is pinned to
 * @param file the dropped file, in the state that started the run; empty for other sources
 * @param order of the drop among the drops of this job; compared as text
 * @param chunks how many the plan made; 0 = not planned yet
 * @param counts of a run that has ended; while it runs they are summed from its chunks
 * @param error why it failed or was cancelled
 * @param outputs keys in the store of what it left: report, rejects, the moved input
 * @param moved where the input lies now
 */
public record Run(
        String id,
        String key,
        String job,
        String type,
        long jobVersion,
        State state,
        Optional<FileRef> file,
        Map<String, String> params,
        String order,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        int chunks,
        Counts counts,
        Optional<Problem> error,
        List<String> outputs,
        Optional<FileRef> moved,
        boolean cancelRequested) {

    static Run queued(
            String key,
            String job,
            String type,
            long jobVersion,
            Optional<FileRef> file,
            Map<String, String> params,
            String order,
            Instant now) {
        return new Run(
                RunKey.id(key),
                key,
                job,
                type,
                jobVersion,
                State.QUEUED,
                file,
                params,
                order,
                now,
                Optional.empty(),
                Optional.empty(),
                0,
                Counts.ZERO,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false);
    }

    Run running(Instant now) {
        return new Run(
                id,
                key,
                job,
                type,
                jobVersion,
                State.RUNNING,
                file,
                params,
                order,
                createdAt,
                Optional.of(now),
                endedAt,
                chunks,
                counts,
                error,
                outputs,
                moved,
                cancelRequested);
    }

    Run planned(int newChunks) {
        return new Run(
                id,
                key,
                job,
                type,
                jobVersion,
                state,
                file,
                params,
                order,
                createdAt,
                startedAt,
                endedAt,
                newChunks,
                counts,
                error,
                outputs,
                moved,
                cancelRequested);
    }

    Run cancelling() {
        return new Run(
                id,
                key,
                job,
                type,
                jobVersion,
                state,
                file,
                params,
                order,
                createdAt,
                startedAt,
                endedAt,
                chunks,
                counts,
                error,
                outputs,
                moved,
                true);
    }

    Run ended(
            State newState,
            Counts newCounts,
            Optional<Problem> newError,
            List<String> newOutputs,
            Optional<FileRef> newMoved,
            Instant now) {
        return new Run(
                id,
                key,
                job,
                type,
                jobVersion,
                newState,
                file,
                params,
                order,
                createdAt,
                startedAt,
                Optional.of(now),
                chunks,
                newCounts,
                newError,
                newOutputs,
                newMoved,
                cancelRequested);
    }

    /** With the counts of its chunks so far. */
    Run counted(Counts sum) {
        return new Run(
                id,
                key,
                job,
                type,
                jobVersion,
                state,
                file,
                params,
                order,
                createdAt,
                startedAt,
                endedAt,
                chunks,
                sum,
                error,
                outputs,
                moved,
                cancelRequested);
    }
}

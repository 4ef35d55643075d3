package dev.crossdock.run;

import dev.crossdock.flow.Counts;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One execution of a job, as the ledger keeps it: what it is, which never changes, and how it stands.
 *
 * @param id derived from {@code key}
 * @param type the job type, which is the queue its messages go through
 * @param jobVersion the published version of the job that the run is pinned to
 * @param file the dropped file, in the state that started the run; empty for other sources
 * @param order of the drop among the drops of this job; compared as text
 * @param dryRun reads, maps, checks and decides, and changes nothing but what is kept of the run itself
 */
public record Run(
        String id,
        String key,
        String job,
        String type,
        long jobVersion,
        Optional<FileRef> file,
        Map<String, String> params,
        String order,
        Instant createdAt,
        boolean dryRun,
        Status status) {

    /**
     * @param chunks how many the plan made; 0 = not planned yet
     * @param counts of a run that has ended; while it runs they are summed from its chunks
     * @param error why it failed or was cancelled
     * @param outputs keys in the store of what it left: report, rejects
     * @param moved where the input lies now
     */
    public record Status(
            State state,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            int chunks,
            Counts counts,
            Optional<Problem> error,
            List<String> outputs,
            Optional<FileRef> moved,
            boolean cancelRequested) {

        private static final Status QUEUED = new Status(
                State.QUEUED,
                Optional.empty(),
                Optional.empty(),
                0,
                Counts.ZERO,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false);
    }

    static Run queued(
            String key,
            String job,
            String type,
            long jobVersion,
            Optional<FileRef> file,
            Map<String, String> params,
            String order,
            Instant now) {
        return new Run(RunKey.id(key), key, job, type, jobVersion, file, params, order, now, false, Status.QUEUED);
    }

    /** The same as a dry run. */
    Run dry() {
        return new Run(id, key, job, type, jobVersion, file, params, order, createdAt, true, status);
    }

    Run planned(int chunks, Instant now) {
        return with(new Status(
                State.RUNNING,
                Optional.of(now),
                endedAt(),
                chunks,
                counts(),
                error(),
                outputs(),
                moved(),
                cancelRequested()));
    }

    /** Goes back in line, with one chunk more: what it was held for. */
    Run approved() {
        return with(new Status(
                State.QUEUED,
                startedAt(),
                Optional.empty(),
                chunks() + 1,
                counts(),
                Optional.empty(),
                outputs(),
                moved(),
                false));
    }

    /** Its turn has come again. */
    Run resumed() {
        return with(new Status(
                State.RUNNING,
                startedAt(),
                endedAt(),
                chunks(),
                counts(),
                error(),
                outputs(),
                moved(),
                cancelRequested()));
    }

    /** With the chunks of a further phase. */
    Run extended(int chunks) {
        return with(new Status(
                state(), startedAt(), endedAt(), chunks, counts(), error(), outputs(), moved(), cancelRequested()));
    }

    Run cancelling() {
        return with(new Status(state(), startedAt(), endedAt(), chunks(), counts(), error(), outputs(), moved(), true));
    }

    /** With the counts of its chunks so far. */
    Run counted(Counts sum) {
        return with(new Status(
                state(), startedAt(), endedAt(), chunks(), sum, error(), outputs(), moved(), cancelRequested()));
    }

    Run ended(
            State state,
            Counts counts,
            Optional<Problem> error,
            List<String> outputs,
            Optional<FileRef> moved,
            Instant now) {
        return with(new Status(
                state,
                startedAt(),
                Optional.of(now),
                chunks(),
                counts,
                error,
                List.copyOf(outputs),
                moved,
                cancelRequested()));
    }

    /** The first run of those that are retries of one another: what it did once is the same thing in all of them. */
    public String root() {
        return RunKey.root(key, id);
    }

    private Run with(Status next) {
        return new Run(id, key, job, type, jobVersion, file, params, order, createdAt, dryRun, next);
    }

    public State state() {
        return status.state();
    }

    public Optional<Instant> startedAt() {
        return status.startedAt();
    }

    public Optional<Instant> endedAt() {
        return status.endedAt();
    }

    public int chunks() {
        return status.chunks();
    }

    public Counts counts() {
        return status.counts();
    }

    public Optional<Problem> error() {
        return status.error();
    }

    public List<String> outputs() {
        return status.outputs();
    }

    public Optional<FileRef> moved() {
        return status.moved();
    }

    public boolean cancelRequested() {
        return status.cancelRequested();
    }
}

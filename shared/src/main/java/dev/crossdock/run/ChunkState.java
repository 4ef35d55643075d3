package dev.crossdock.run;

import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Counts;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One chunk as the ledger keeps it: who holds it, how far it is. Each save is one conditional write, so checkpoint, receipt and
 * counts are always of the same moment, and a late owner's save changes nothing.
 *
 * @param phase of the run that it belongs to; the chunks of all phases are numbered through
 * @param owner who holds it; empty = nobody
 * @param epoch grows with each lease
 * @param seq batches saved
 * @param rejects whether the batch behind each seq left rejects is told by the objects themselves; this is how many records
 * @param attempts leases since the last progress
 * @param troubles world failures since the last progress
 * @param remarks how often each code was remarked, with its first message
 * @param progress share of the chunk that was read, 0 to 1
 */
record ChunkState(
        Phase phase,
        Chunk chunk,
        String owner,
        long epoch,
        Instant leaseUntil,
        long seq,
        Checkpoint checkpoint,
        Receipt receipt,
        Counts counts,
        boolean done,
        Optional<Problem> problem,
        int attempts,
        int troubles,
        Map<String, Remark> remarks,
        double progress,
        Instant touched) {

    /** @param first the first message with this code */
    record Remark(long count, String first) {}

    ChunkState {
        // A run that an earlier version began.
        if (phase == null) phase = Phase.WORK;
    }

    static ChunkState fresh(Phase phase, Chunk chunk, Instant now) {
        return new ChunkState(
                phase,
                chunk,
                "",
                0,
                Instant.EPOCH,
                0,
                Checkpoint.START,
                Receipt.NONE,
                Counts.ZERO,
                false,
                Optional.empty(),
                0,
                0,
                Map.of(),
                0,
                now);
    }

    /** One that has nothing to do but to say something. */
    static ChunkState saying(Problem remark, Phase phase, Chunk chunk, Instant now) {
        return fresh(phase, chunk, now)
                .saved(
                        Checkpoint.START,
                        Receipt.NONE,
                        Counts.ZERO,
                        Map.of(remark.code(), new Remark(1, remark.toString())),
                        1,
                        now,
                        now)
                .ended(Optional.empty(), now);
    }

    /** Done, and nothing hindered it. */
    boolean well() {
        return done && problem.isEmpty();
    }

    boolean heldByAnother(String me, Instant now) {
        return !owner.isEmpty() && !owner.equals(me) && leaseUntil.isAfter(now);
    }

    ChunkState leased(String me, Instant until, Instant now) {
        return new ChunkState(
                phase,
                chunk,
                me,
                epoch + 1,
                until,
                seq,
                checkpoint,
                receipt,
                counts,
                done,
                problem,
                attempts + 1,
                troubles,
                remarks,
                progress,
                now);
    }

    ChunkState saved(
            Checkpoint newCheckpoint,
            Receipt newReceipt,
            Counts newCounts,
            Map<String, Remark> newRemarks,
            double newProgress,
            Instant until,
            Instant now) {
        return new ChunkState(
                phase,
                chunk,
                owner,
                epoch,
                until,
                seq + 1,
                newCheckpoint,
                newReceipt,
                newCounts,
                false,
                problem,
                0,
                0,
                newRemarks,
                newProgress,
                now);
    }

    /** Held for longer, without progress. */
    ChunkState kept(Instant until, Instant now) {
        return new ChunkState(
                phase,
                chunk,
                owner,
                epoch,
                until,
                seq,
                checkpoint,
                receipt,
                counts,
                done,
                problem,
                attempts,
                troubles,
                remarks,
                progress,
                now);
    }

    /** Nobody holds it, and nobody is to take it yet. */
    boolean waits(Instant now) {
        return owner.isEmpty() && !done && leaseUntil.isAfter(now);
    }

    ChunkState released(boolean trouble, Instant now) {
        return released(trouble, Instant.EPOCH, now);
    }

    /** @param until nobody is to take it before then */
    ChunkState released(boolean trouble, Instant until, Instant now) {
        return new ChunkState(
                phase,
                chunk,
                "",
                epoch,
                until,
                seq,
                checkpoint,
                receipt,
                counts,
                done,
                problem,
                // A hand-over at the deadline and a failing world are no attempts of the chunk itself.
                Math.max(0, attempts - 1),
                trouble ? troubles + 1 : troubles,
                remarks,
                progress,
                now);
    }

    ChunkState ended(Optional<Problem> why, Instant now) {
        return new ChunkState(
                phase,
                chunk,
                "",
                epoch,
                Instant.EPOCH,
                seq,
                checkpoint,
                receipt,
                counts,
                true,
                why,
                attempts,
                troubles,
                remarks,
                why.isPresent() ? progress : 1,
                now);
    }

    /** Two chunks' remarks together. */
    static Map<String, Remark> together(Map<String, Remark> a, Map<String, Remark> b) {
        var sum = new LinkedHashMap<>(a);
        b.forEach((code, remark) -> sum.merge(code, remark, (x, y) -> new Remark(x.count() + y.count(), x.first())));
        return sum;
    }
}

package dev.crossdock.run;

import dev.crossdock.event.Queue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for open runs that nobody works on and sends their messages again: nothing depends on a queue never losing its memory.
 * A message too many does no harm, it finds its chunk leased or done.
 */
public final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    /** A chunk that was not touched for so long has lost its message, or waits in a long queue, where one more does no harm. */
    private static final Duration QUIET = Duration.ofMinutes(3);
    /** A claim that was never made leaves its side entries behind. */
    private static final Duration ORPHANED = Duration.ofHours(1);

    private final Ledger ledger;
    private final Queue queue;
    private final Clock clock;
    private final Runs runs;
    private final Line line;

    public Sweep(Ledger ledger, Queue queue, Clock clock) {
        this.ledger = ledger;
        this.queue = queue;
        this.clock = clock;
        this.runs = new Runs(ledger, clock);
        this.line = new Line(ledger, runs, queue);
    }

    /** The regular round: only what has been quiet for a while. @return messages sent */
    public int round() {
        return walk(false);
    }

    /**
     * The round of a host that has just started and is the only one on its data: every lease belongs to a process that is gone,
     * so it is broken at once instead of waited for. (A worker that lives on after all would be fenced.) @return messages sent
     */
    public int afterRestart() {
        return walk(true);
    }

    private int walk(boolean restarted) {
        var sent = new AtomicInteger();
        runs.eachOpen(id -> sent.addAndGet(see(id, restarted)));
        if (sent.get() > 0) LOG.info("sweep.sent messages={} restarted={}", sent, restarted);
        return sent.get();
    }

    private int see(String id, boolean restarted) {
        var found = runs.find(id);
        if (found.isEmpty()) {
            if (runs.openedBefore(id, clock.instant().minus(ORPHANED))) runs.forgetOpen(id);
            return 0;
        }
        var run = found.get();
        if (run.state().ended()) {
            line.leave(run);
            line.next(run.job());
            runs.forgetOpen(id);
            return 0;
        }
        if (run.state() == State.QUEUED) {
            line.next(run.job());
            if (line.lets(run) && (restarted || quiet(run.createdAt()))) {
                queue.send(run.type(), Queue.Message.of(new WorkMessage(id, null).json()));
                return 1;
            }
            return 0;
        }
        if (restarted) Finish.breakLease(ledger, run);
        int sent = 0;
        var chunks = runs.chunks(run);
        for (var chunk : chunks) {
            if (chunk.done()) continue;
            if (restarted) runs.breakLease(run, chunk.chunk().number());
            else if (chunk.leaseUntil().isAfter(clock.instant()) || !quiet(chunk.touched())) continue;
            queue.send(
                    run.type(),
                    Queue.Message.of(new WorkMessage(id, chunk.chunk().number()).json()));
            sent++;
        }
        boolean forgotten = chunks.stream().allMatch(chunk -> chunk.done() && (restarted || quiet(chunk.touched())));
        if (sent == 0 && forgotten) {
            queue.send(run.type(), Queue.Message.of(new WorkMessage(id, 0).json()));
            sent++;
        }
        return sent;
    }

    private boolean quiet(Instant since) {
        return since.isBefore(clock.instant().minus(QUIET));
    }
}

package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.event.Queue;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Runs of one job go one after the other, in the order of their drops.
 *
 * <p>{@code LINE#job/order#run} are the waiting and the running one, {@code TURN#job/TURN} names whose turn it is. Whoever adds
 * to the line or ends a turn calls {@link #next}: it is safe to call at any time and from anywhere.
 */
final class Line {
    private static final String TURN = "TURN";

    private final Ledger ledger;
    private final Runs runs;
    private final Queue queue;

    Line(Ledger ledger, Runs runs, Queue queue) {
        this.ledger = ledger;
        this.runs = runs;
        this.queue = queue;
    }

    private record Turn(@JsonProperty("run") String run) {}

    void add(Run run) {
        ledger.write(line(run.job()), key(run), Ledger.ANY, "{}", null);
    }

    /** Whether a waiting run may begin: it has the turn, or its job knows no line. */
    boolean lets(Run run) {
        return ledger.read(line(run.job()), key(run)).isEmpty()
                || ledger.read("TURN#" + run.job(), TURN)
                        .map(turn -> Json.read(turn.body(), Turn.class).run().equals(run.id()))
                        .orElse(false);
    }

    void leave(Run run) {
        ledger.delete(line(run.job()), key(run), Ledger.ANY);
    }

    /** Starts the first in line, unless another run has its turn. */
    void next(String job) {
        while (true) {
            var turn = ledger.read("TURN#" + job, TURN);
            if (turn.isPresent()) {
                var holder = runs.find(Json.read(turn.get().body(), Turn.class).run());
                if (holder.isPresent() && !holder.get().state().ended()) return;
                if (!ledger.delete("TURN#" + job, TURN, turn.get().version())) continue;
            }
            var first = first(job);
            if (first == null) return;
            var mine = ledger.write("TURN#" + job, TURN, Ledger.ABSENT, Json.write(new Turn(first.id())), null);
            if (mine.isEmpty()) continue;
            queue.send(first.type(), Queue.Message.of(new WorkMessage(first.id(), null).json()));
            return;
        }
    }

    /** The last in line that has not ended, of some: the newest drop of the job. */
    Optional<Run> last(String job, Predicate<Run> which) {
        var before = "";
        while (true) {
            var page = ledger.listBackwards(line(job), "", before, 100);
            for (var entry : page) {
                before = entry.sort();
                var run = runs.find(entry.sort().substring(entry.sort().lastIndexOf('#') + 1));
                if (run.isPresent() && !run.get().state().ended() && which.test(run.get())) return run;
            }
            if (page.size() < 100) return Optional.empty();
        }
    }

    /** The run of a job that has not ended and is first in its line or has the turn. */
    Optional<Run> open(String job) {
        return ledger.read("TURN#" + job, TURN)
                .flatMap(turn -> runs.find(Json.read(turn.body(), Turn.class).run()))
                .filter(run -> !run.state().ended())
                .or(() -> Optional.ofNullable(first(job)));
    }

    /** The first in line that has not ended. An entry without a run belongs to a claim that is being made, or was never made. */
    private Run first(String job) {
        var after = "";
        while (true) {
            var page = ledger.list(line(job), "", after, 100);
            for (var entry : page) {
                after = entry.sort();
                var run = runs.find(entry.sort().substring(entry.sort().lastIndexOf('#') + 1));
                if (run.isEmpty()) continue;
                if (!run.get().state().ended()) return run.get();
                ledger.delete(line(job), entry.sort(), Ledger.ANY);
            }
            if (page.size() < 100) return null;
        }
    }

    private static String line(String job) {
        return "LINE#" + job;
    }

    private static String key(Run run) {
        return run.order() + "#" + run.id();
    }
}

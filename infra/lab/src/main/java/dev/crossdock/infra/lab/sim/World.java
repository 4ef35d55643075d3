package dev.crossdock.infra.lab.sim;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.WorldException;
import dev.crossdock.infra.local.Wires;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * One thread, one clock, and all that is due in its order. A process stands still at each call to the world: there the world may kill it,
 * refuse the call, lose its answer, or let others go on first, for a moment or for minutes. So processes overlap without a thread: who
 * stands still goes on when those who went on meanwhile have ended or stand still themselves.
 */
final class World {
    /** Processes that stand still at once: each holds a part of the stack. */
    private static final int DEPTH = 3;
    /** Others that go on at one moment: more is a history that nobody can read. */
    private static final int TURNS = 3;
    /** Powers of two, in seconds. */
    private static final int SHORT_STALLS = 3;

    private static final int LONG_STALLS = 10;

    final Chance chance;
    final Trace trace;
    final Weather weather;
    final Bugs bugs;
    final Wires wires;
    final Findings findings = new Findings();
    final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    final Faults faults = new Faults();
    final Instant began = clock.instant();
    final DefinitionStore definitions;
    final MemoryLedger kept = new MemoryLedger("ledger", clock, faults);
    final Ledger ledger = new WatchedLedger(this, kept);
    final MemoryObjectStore objects = new MemoryObjectStore(clock, faults);
    final SimRecords records = new SimRecords(this, new MemoryRecordStore(clock, faults));
    final Queues queues;
    final Shops shops = new Shops(this);
    final Changes changes;
    final Arrivals arrivals;
    final Lambdas lambdas;
    final SimFolder.Disk disk = new SimFolder.Disk();

    /** Every state of an object that was ever to be seen. */
    final List<ObjectStore.Stored> written = new ArrayList<>();

    /** Writes of those whose chunk had another owner meanwhile: refused. */
    int fenced;

    /** At which step something happened first. */
    private final Map<String, Long> firsts = new HashMap<>();

    /** How often the breaker of a connection has opened, by the words of its alert. */
    final Map<String, Integer> opened = new TreeMap<>();

    /** Others' programs that have not got their good answer yet, and will ask again. */
    int senders;

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private long dues;
    private final Optional<Exact> exact;
    private long calls;
    private int messages;
    private int depth;
    private Machine running;
    private boolean calm;

    /** @param order of two that are due at one moment: who was said first */
    private record Due(Instant at, long order, String what, Runnable act) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /**
     * A history in which nothing is left to chance.
     *
     * @param killAt the call at which the process is killed, 1 at first, each call has two moments; 0 = at none
     * @param twice bit n: the n-th message or event is delivered twice
     */
    record Exact(long killAt, int twice) {
        boolean twice(int message) {
            return message < Integer.SIZE && (twice >> message & 1) == 1;
        }
    }

    World(
            Chance chance,
            Trace trace,
            Bugs bugs,
            Wires wires,
            DefinitionStore definitions,
            Weather weather,
            Optional<Exact> exact) {
        this.exact = exact;
        this.chance = chance;
        this.trace = trace;
        this.bugs = bugs;
        this.wires = wires;
        this.definitions = definitions;
        this.weather = weather;
        faults.watch(this::call);
        this.queues = new Queues(this);
        this.lambdas = new Lambdas(this);
        this.changes = new Changes(this);
        this.arrivals = new Arrivals(this);
        for (var function : wires.functions()) {
            for (var source : function.queues()) queues.map(source, function);
        }
        records.inner.onChange(changes::add);
        objects.onWrite(stored -> {
            written.add(stored);
            arrivals.written(stored);
        });
    }

    /** Moments at which a process could have been killed so far. */
    long calls() {
        return calls;
    }

    void noted(String what, long step) {
        firsts.putIfAbsent(what, step);
    }

    /** Of what was never there: the last of all. */
    long first(String what) {
        return firsts.getOrDefault(what, Long.MAX_VALUE);
    }

    Instant now() {
        return clock.instant();
    }

    /** The process that is running; null while only the world acts. */
    Machine running() {
        return running;
    }

    void in(Duration wait, String what, Runnable act) {
        due.add(new Due(now().plus(wait), dues++, what, act));
    }

    /** No more faults: what is under way must now come to its end. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** As {@link #troubled}, where the weather has odds. @param share at its worst */
    boolean odd(String kind, String site, double share) {
        return troubled(kind, site, share * weather.odds());
    }

    /** How many copies of a thing are delivered, if it is not {@code exact} that says so. */
    int copies(String kind, String site, double share) {
        if (exact.isPresent()) return exact.get().twice(messages++) ? 2 : 1;
        if (!calm && weather.copies() > 1) return weather.copies();
        return odd(kind, site, share) ? 2 : 1;
    }

    /** Something that the world does to a call. @param share of the calls */
    boolean troubled(String kind, String site, double share) {
        if (calm || share == 0) return false;
        return chance.happens(kind + " " + site, share) && chance.strikes(kind, kind + " " + site);
    }

    /** Lets everything happen that is due until then. */
    void until(Instant until) {
        dueBy(until, Integer.MAX_VALUE);
        reach(until);
    }

    private void dueBy(Instant until, int most) {
        for (int i = 0; i < most && !due.isEmpty() && !due.peek().at().isAfter(until); i++) next();
    }

    private void reach(Instant time) {
        if (now().isBefore(time)) clock.step(Duration.between(now(), time));
    }

    private void next() {
        var next = due.remove();
        reach(next.at());
        trace.add(now(), "world", next.what());
        next.act().run();
    }

    /** The running process waits, and others go on. */
    void pass(Duration time) {
        others(now().plus(time), Integer.MAX_VALUE);
    }

    private void others(Instant until, int most) {
        var waiting = running;
        if (depth < DEPTH) {
            running = null;
            depth++;
            try {
                dueBy(until, most);
            } finally {
                depth--;
                running = waiting;
            }
        }
        reach(until);
    }

    /** Runs a process. @throws Faults.Killed when it is killed */
    void run(Machine machine, Runnable work) {
        var before = running;
        running = machine;
        try {
            work.run();
        } finally {
            running = before;
        }
    }

    /** A call of the running process, before or after it takes effect. */
    private void call(long number, String what, boolean after) {
        var me = running;
        if (me == null) return;
        if (me.dead) throw new Faults.Killed("already");
        calls++;
        trace.add(now(), me.name, after ? "· " + what : what);
        var site = what.startsWith("http") ? what : what.substring(0, Math.min(what.length(), 60));
        long roll = chance.bits(site);
        if (!after) clock.step(Duration.ofMillis(1 + (roll & 7)));
        if (now().isAfter(me.deadline) && !me.zombie) kill(me, "timed out", site);
        if (exact.isPresent() && exact.get().killAt() == calls) kill(me, "killed", site);
        if (!calm) trouble(me, site, after, roll);
        // Between its decision and its call nobody can help that it calls late.
        if (me.patience.ended() && (after || !site.startsWith("http"))) freeze(me, site);
    }

    /** The answer is out, and with it the call is over for Lambda: the rest of its work waits for the environment's next call. */
    private void freeze(Machine me, String site) {
        me.patience.answer();
        trace.add(now(), me.name, "! is frozen");
        me.zombie = true;
        pass(Duration.ofMillis(1_000L << chance.below("frozen", LONG_STALLS)));
        if (chance.happens("reaped", 0.3)) kill(me, "reaped", site);
        trace.add(now(), me.name, "! goes on");
    }

    private void trouble(Machine me, String site, boolean after, long roll) {
        double x = Chance.share(roll);
        if ((x -= weather.kill()) < 0) {
            if (chance.strikes("kill", site)) kill(me, "killed", site);
            return;
        }
        boolean web = site.startsWith("http");
        if ((x -= weather.lost()) < 0) {
            if (after && !web && chance.strikes("lost", site)) {
                trace.add(now(), me.name, "! the answer is lost");
                throw new WorldException("no answer", null);
            }
            return;
        }
        if ((x -= weather.throttle()) < 0) {
            if (!after && !web && chance.strikes("throttle", site)) {
                trace.add(now(), me.name, "! throttled");
                throw new WorldException("throttled", null);
            }
            return;
        }
        if ((x -= weather.stall()) < 0) {
            // Who stands still between its decision and its call, for longer than anybody waits, calls late: no client
            // can help that.
            if (chance.strikes("stall", site)) stall(me, site, web && !after ? SHORT_STALLS : LONG_STALLS);
            if (web && !after) endLate(me, site);
            return;
        }
        if ((x -= weather.turn()) < 0 && chance.strikes("turn", site)) {
            others(now(), TURNS);
            if (web && !after) endLate(me, site);
        }
    }

    /** Others may have taken an hour meanwhile. Lambda has killed by then whoever is past its deadline: it calls nobody any more. */
    private void endLate(Machine me, String site) {
        if (now().isAfter(me.deadline)) kill(me, "timed out", site);
    }

    private void stall(Machine me, String site, int lengths) {
        long ms = 1_000L << chance.below("stall", lengths);
        trace.add(now(), me.name, "! stands still for " + ms + " ms");
        me.zombie = chance.happens("zombie", weather.kill() > 0 ? 0.5 : 1);
        pass(Duration.ofMillis(ms));
        if (now().isAfter(me.deadline) && !me.zombie) kill(me, "timed out", site);
        trace.add(now(), me.name, "! goes on");
    }

    private void kill(Machine me, String how, String site) {
        me.dead = true;
        trace.add(now(), me.name, "! " + how);
        throw new Faults.Killed(how + " at " + site);
    }
}

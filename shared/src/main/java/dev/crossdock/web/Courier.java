package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.Hold;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings the parcels of one write to their end: several calls beside one another, each again when it failed, halved when it was too
 * large or one of its records was refused. All decisions are made by the thread that owns the write; other threads only make
 * calls. Not thread-safe.
 */
final class Courier {
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);
    /** The lease of the chunk is looked at so often. */
    private static final Duration TICK = Duration.ofSeconds(2);
    /** Kept free before the deadline: to write down what became of the calls. */
    private static final Duration RESERVE = Duration.ofSeconds(5);
    /** With less time than this, or than a call may take if that is less, no call is begun. */
    private static final Duration ENOUGH = Duration.ofSeconds(20);
    /** Answers 500 to one call before it is given up: the other side fails at this very record. */
    private static final int MOST_ERRORS = 3;
    /** For so long at most a chunk that got no permit stays away. */
    private static final Duration TURN = Duration.ofSeconds(30);
    /** Failures in a row, with nothing answered well in between, after which the other side counts as away. */
    private static final int AWAY = 24;
    /** The same for a visit that knows it from the one before. */
    private static final int PROBES = 2;

    private final Sender sender;
    private final Connection connection;
    private final Packing packing;
    private final Optional<BulkAnswer> bulk;
    private final Hold hold;
    private final Outage outage;
    private final Retry retry;
    private final Runnable note;

    private final PriorityQueue<Parcel> waiting =
            new PriorityQueue<>(Comparator.comparing((Parcel p) -> p.notBefore).thenComparing(p -> p.items.get(0).at));
    private final Set<Parcel> flying = new LinkedHashSet<>();
    private final BlockingQueue<Back> backs = new LinkedBlockingQueue<>();
    /** When the next call may be made as far as the rate is concerned; null = not asked yet. */
    private Instant slot;
    /** The other side is not called before then, as somebody has found out; null = it may be called. */
    private Instant held;
    /** All permits are taken, and somebody may have given one back by then; null = not so. */
    private Instant full;
    /** Since when. */
    private Instant fullSince;
    /** No call is begun any more; those that are left may be made from then on. */
    private Instant stopped;

    private Throwable broken;

    /** How a call came back: one of the five. */
    private record Back(
            Parcel parcel, Auth.Ready ready, Http.Answer answer, boolean found, Exception failed, Throwable broken) {}

    /** @param note writes down what is under way and what is settled, before a call is made that must not be made twice */
    Courier(
            Sender sender,
            Connection connection,
            Packing packing,
            Optional<BulkAnswer> bulk,
            Hold hold,
            Outage outage,
            Runnable note) {
        this.sender = sender;
        this.connection = connection;
        this.packing = packing;
        this.bulk = bulk;
        this.hold = hold;
        this.outage = outage;
        this.retry = Retry.of(connection);
        this.note = note;
    }

    /** Whether a call of this mode is noted before it is made. */
    static boolean noted(Delivery mode) {
        return mode == Delivery.AT_LEAST_ONCE || mode == Delivery.AT_MOST_ONCE || mode == Delivery.CHECK_THEN_WRITE;
    }

    /** What is not settled yet; asked while notes are written. */
    List<Parcel> open() {
        var open = new ArrayList<>(flying);
        open.addAll(waiting);
        return open;
    }

    boolean isFlying(Parcel parcel) {
        return flying.contains(parcel);
    }

    /**
     * @return empty when all are settled; otherwise when those that are left may be tried again
     * @throws Refused when no call can be made at all: the connection is incomplete, or the gate does not let it through
     */
    Optional<Instant> deliver(List<Parcel> parcels) {
        waiting.addAll(parcels);
        try {
            var left = delivered();
            sender.permits.rest(connection);
            return left;
        } catch (RuntimeException e) {
            sender.permits.rest(connection);
            throw e;
        }
    }

    private Optional<Instant> delivered() {
        while (!waiting.isEmpty() || !flying.isEmpty()) {
            hold.keep();
            if (stopped == null) launch();
            if (flying.isEmpty()) {
                rethrow();
                if (waiting.isEmpty()) break;
                if (stopped != null) return Optional.of(stopped);
                if (starved()) return Optional.of(now().plus(turn()));
                var next = next();
                if (!slept(next)) return Optional.of(next);
            } else {
                back().ifPresent(this::landed);
            }
        }
        rethrow();
        return Optional.empty();
    }

    private void rethrow() {
        if (broken instanceof RuntimeException e) throw e;
        if (broken instanceof Error e) throw e;
    }

    /** When a call may be begun, as far as anybody knows. */
    private Instant next() {
        return latest(latest(latest(waiting.peek().notBefore, slot), held), full);
    }

    /** Others have all permits, for longer than a visit waits for one. */
    private boolean starved() {
        return full != null && !full.isBefore(fullSince.plus(LONGEST_SLEEP));
    }

    /** What gives the others time to end. */
    private Duration turn() {
        long half = TURN.toMillis() / 2;
        return Duration.ofMillis(half + sender.pace.random().nextLong(half + 1));
    }

    private static Instant latest(Instant a, Instant b) {
        return b == null || a.isAfter(b) ? a : b;
    }

    /** @return false when the wait is too long for this visit */
    private boolean slept(Instant next) {
        var sleep = Duration.between(now(), next);
        if (sleep.compareTo(LONGEST_SLEEP) > 0) return false;
        if (hold.left().minus(sleep).compareTo(enough()) < 0) return false;
        // At least a moment: what we wait for may be a permit of another worker.
        sender.pace.sleeper().sleep(longest(shortest(sleep, TICK), Duration.ofMillis(5)));
        return !Thread.currentThread().isInterrupted();
    }

    private Optional<Back> back() {
        try {
            var wait = waiting.isEmpty() || stopped != null ? TICK : shortest(TICK, Duration.between(now(), next()));
            return Optional.ofNullable(backs.poll(Math.max(20, wait.toMillis()), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // The process is ending: what is under way is waited for, nothing more is begun.
            stopped = now();
            Thread.interrupted();
            return Optional.empty();
        }
    }

    // ------------------------------------------------------------------------------------------ calls are begun

    private void launch() {
        full = null;
        boolean noted = noted(connection.delivery());
        if (noted && !flying.isEmpty()) return;
        var group = new ArrayList<Parcel>();
        try {
            choose(parcel -> {
                if (noted) group.add(parcel);
                else begin(parcel);
            });
            if (group.isEmpty()) return;
            note.run();
            // A note that was forgotten since may be written anew: only the lease says that it is ours.
            hold.keep();
        } catch (RuntimeException | Error e) {
            group.forEach(parcel -> sender.permits.release(connection));
            throw e;
        }
        group.forEach(this::begin);
    }

    /** @param chosen gets each that may be called now, with a permit */
    private void choose(Consumer<Parcel> chosen) {
        int most = outage.known() ? 1 : connection.limits().concurrency();
        while (flying.size() < most && !waiting.isEmpty()) {
            if (waiting.peek().notBefore.isAfter(now())) break;
            if (hold.left().compareTo(enough()) < 0) {
                if (flying.isEmpty()) stopped = now().plusSeconds(1);
                break;
            }
            if (putOff(sender.breaker.held(connection))) break;
            if (slot == null || !sender.rates.fresh(slot, connection)) slot = sender.rates.take(connection);
            if (slot.isAfter(now())) break;
            if (!permitted()) break;
            if (putOff(sender.leave(connection))) break;
            kept();
            slot = null;
            var parcel = waiting.poll();
            flying.add(parcel);
            chosen.accept(parcel);
        }
    }

    /** What was asked of the ledger may have taken longer than the lease. */
    private void kept() {
        try {
            hold.keep();
        } catch (RuntimeException | Error e) {
            sender.permits.release(connection);
            throw e;
        }
    }

    private boolean permitted() {
        full = sender.permits.take(connection).orElse(null);
        if (full == null) fullSince = null;
        else if (fullSince == null) fullSince = now();
        return full == null;
    }

    /** Nobody calls it now: a short while is waited, for anything longer the visit ends. @return whether there is something to wait for */
    private boolean putOff(Optional<Breaker.Held> no) {
        held = no.map(Breaker.Held::until).orElse(null);
        if (no.isEmpty()) return false;
        if (no.get().away().isPresent() && flying.isEmpty()) {
            outage.since(Optional.of(outage.since().orElse(now())));
            away(held);
        }
        return true;
    }

    private Duration enough() {
        return shortest(connection.limits().timeout(), ENOUGH).plus(RESERVE);
    }

    private void begin(Parcel parcel) {
        if (parcel.first == null) parcel.first = now();
        parcel.items.forEach(item -> item.attempts++);
        var time = shortest(connection.limits().timeout(), hold.left().minus(RESERVE));
        sender.pace.hands().execute(() -> {
            Back back;
            try {
                back = call(parcel, time);
            } catch (RuntimeException e) {
                back = new Back(parcel, null, null, false, null, e);
            } catch (Error e) {
                // Told to the waiting thread, and to this one's end: whoever dies here makes no further call.
                over(new Back(parcel, null, null, false, null, e));
                throw e;
            }
            over(back);
        });
    }

    private void over(Back back) {
        try {
            sender.permits.release(connection);
        } finally {
            backs.add(back);
        }
    }

    /** In a thread of its own. */
    private Back call(Parcel parcel, Duration time) {
        var ready = sender.ready(connection, keyed(parcel));
        try {
            if (connection.delivery() == Delivery.CHECK_THEN_WRITE) {
                var looked = sender.call(connection, ready, "GET", new byte[0], time);
                if (there(parcel, looked)) return new Back(parcel, ready, looked, true, null, null);
                boolean absent = looked.status() == 404 || looked.status() == 410;
                if (!absent && looked.status() / 100 != 2) return new Back(parcel, ready, looked, false, null, null);
            }
            var answer = sender.call(connection, ready, parcel.request.method(), ready.body(), time);
            return new Back(parcel, ready, answer, false, null, null);
        } catch (Http.NotSent | Http.Lost e) {
            return new Back(parcel, ready, null, false, e, null);
        }
    }

    private static boolean there(Parcel parcel, Http.Answer looked) {
        boolean delete = parcel.request.method().equals("DELETE");
        if (looked.status() == 404 || looked.status() == 410) return delete;
        return !delete
                && looked.status() / 100 == 2
                && parcel.request
                        .body()
                        .filter(ours -> Lookup.same(looked.body(), ours))
                        .isPresent();
    }

    private Request keyed(Parcel parcel) {
        if (parcel.key.isEmpty()) return parcel.request;
        var headers = new HashMap<>(parcel.request.headers());
        headers.put("Idempotency-Key", parcel.key);
        return new Request(parcel.request.method(), parcel.request.target(), headers, parcel.request.body());
    }

    // ------------------------------------------------------------------------------------------ calls come back

    private void landed(Back back) {
        flying.remove(back.parcel());
        var parcel = back.parcel();
        if (back.broken() != null) {
            broken(parcel, back.broken());
        } else if (back.failed() instanceof Http.NotSent e) {
            again(parcel, reasons(parcel).unreachable(e, parcel.attempts()), Optional.empty(), false);
        } else if (back.failed() instanceof Http.Lost e) {
            lost(parcel, reasons(parcel).lost(e, parcel.attempts()));
        } else if (back.found()) {
            outage.answered();
            var kind = parcel.attempts() > 1 ? Outcome.Kind.WRITTEN : Outcome.Kind.UNCHANGED;
            parcel.items.forEach(item -> settle(item, kind, back.answer().status(), null, ""));
        } else {
            answered(back);
        }
    }

    /** A call that cannot be made for this record is the record's; everything else ends the write. */
    private void broken(Parcel parcel, Throwable failure) {
        if (failure instanceof Refused e && e.problem().code().equals("web.request")) {
            parcel.items.forEach(item -> settle(item, Outcome.Kind.REJECTED, 0, e.problem(), ""));
            return;
        }
        if (broken == null) broken = failure;
        waiting.add(parcel);
        stopped = now();
    }

    private void lost(Parcel parcel, Problem problem) {
        if (Verdict.ofLost(connection.delivery()) == Verdict.UNCLEAR) {
            outage.failed(now());
            parcel.items.forEach(item -> settle(item, Outcome.Kind.UNKNOWN, 0, problem, ""));
            tripped(Optional.empty());
        } else {
            again(parcel, problem, Optional.empty(), true);
        }
    }

    private void answered(Back back) {
        var parcel = back.parcel();
        var answer = back.answer();
        var verdict = Verdict.of(connection.delivery(), parcel.request.method(), answer.status());
        var excerpt = Reasons.excerpt(answer.body(), back.ready());
        if (verdict == Verdict.DONE) {
            outage.answered();
            if (bulk.isPresent()) each(parcel, back);
            else parcel.items.forEach(item -> settle(item, Outcome.Kind.WRITTEN, answer.status(), null, excerpt));
            return;
        }
        var problem = reasons(parcel).answered(answer, parcel.attempts(), back.ready());
        switch (verdict) {
            case REFUSED -> {
                outage.answered();
                boolean halve = answer.status() == 413 || answer.status() == 400 || answer.status() == 422;
                if (halve && parcel.items.size() > 1) waiting.addAll(packing.halves(parcel, now()));
                else
                    parcel.items.forEach(
                            item -> settle(item, Outcome.Kind.REJECTED, answer.status(), problem, excerpt));
            }
            case UNCLEAR -> {
                outage.failed(now());
                parcel.items.forEach(item -> settle(item, Outcome.Kind.UNKNOWN, answer.status(), problem, excerpt));
                tripped(Optional.empty());
            }
            case SELDOM -> error(parcel, problem, answer.status(), excerpt);
            default -> {
                var asked = answer.header("Retry-After").flatMap(text -> Retry.retryAfter(text, now()));
                again(parcel, problem, asked, answer.status() / 100 == 5 && answer.status() != 503);
            }
        }
    }

    /** An answer 500: a few more times, soon, because others wait behind it. */
    private void error(Parcel parcel, Problem problem, int status, String excerpt) {
        if (++parcel.errors <= MOST_ERRORS) {
            long base = 500L << parcel.errors;
            var wait = Duration.ofMillis(base / 2 + sender.pace.random().nextLong(base / 2 + 1));
            again(parcel, problem, Optional.of(wait), true);
        } else if (parcel.items.size() > 1) {
            waiting.addAll(packing.halves(parcel, now()));
        } else {
            outage.failed(now());
            settle(parcel.items.get(0), Outcome.Kind.REJECTED, status, problem, excerpt);
            tripped(Optional.empty());
        }
    }

    /** One answer, many records: each has its own end, and only those that may be sent again are. */
    private void each(Parcel parcel, Back back) {
        List<BulkAnswer.Fate> fates;
        try {
            fates = bulk.get()
                    .fates(
                            back.answer(),
                            parcel.items.stream().map(item -> item.id).toList(),
                            connection.delivery(),
                            parcel.request.method());
        } catch (BulkAnswer.Unreadable e) {
            lost(parcel, reasons(parcel).unreadable(e.getMessage(), parcel.attempts()));
            return;
        }
        var excerpt = Reasons.excerpt(back.answer().body(), back.ready());
        var again = new ArrayList<Item>();
        for (int i = 0; i < fates.size(); i++) {
            var fate = fates.get(i);
            var item = parcel.items.get(i);
            int status = fate.status() == 0 ? back.answer().status() : fate.status();
            var said = fate.said().isEmpty()
                    ? parcel.items.size() == 1 ? excerpt : ""
                    : Reasons.shortened(back.ready().clean(fate.said()));
            switch (fate.verdict()) {
                case DONE -> settle(item, Outcome.Kind.WRITTEN, status, null, said);
                case REFUSED ->
                    settle(item, Outcome.Kind.REJECTED, status, reasons(parcel).refused(fate, item.id), said);
                case UNCLEAR ->
                    settle(item, Outcome.Kind.UNKNOWN, status, reasons(parcel).unnamed(fate, item.id), said);
                default -> again.add(item);
            }
        }
        if (again.isEmpty()) return;
        for (var next : packing.again(again, parcel, now())) {
            var problem = reasons(next).partly(again.size(), parcel.items.size(), parcel.attempts());
            if (++next.errors > 3 * MOST_ERRORS) {
                next.items.forEach(item ->
                        settle(item, Outcome.Kind.REJECTED, back.answer().status(), problem, excerpt));
            } else {
                again(next, problem, Optional.empty(), false);
            }
        }
    }

    /**
     * @param asked the wait that is wanted
     * @param acted whether it may have had its effect
     */
    private void again(Parcel parcel, Problem problem, Optional<Duration> asked, boolean acted) {
        var now = now();
        outage.failed(now);
        parcel.inRow++;
        parcel.problem = Optional.of(problem);
        if (acted && connection.delivery() == Delivery.AT_LEAST_ONCE) parcel.items.forEach(item -> item.repeats++);
        if (!now.isBefore(parcel.first.plus(retry.within()))) {
            giveUp(parcel);
            return;
        }
        var wait = asked.orElseGet(() -> parcel.inRow < retry.attempts() && sender.budget.take(connection)
                ? retry.backOff(parcel.inRow, sender.pace.random())
                : retry.wait(Duration.between(parcel.first, now), sender.pace.random()));
        parcel.notBefore = now.plus(wait);
        waiting.add(parcel);
        tripped(asked);
    }

    /** The other side is away: nothing more is tried in this visit, and in none once it has been away for too long. */
    private void tripped(Optional<Duration> asked) {
        int enough =
                outage.known() ? PROBES : Math.max(AWAY, 2 * connection.limits().concurrency());
        if (outage.failures() < enough || stopped != null) return;
        away(asked.filter(wait -> wait.compareTo(LONGEST_SLEEP) > 0)
                .map(now()::plus)
                .orElse(now()));
    }

    /** @param until nothing is sent before then in any case */
    private void away(Instant until) {
        var now = now();
        var since = outage.since().orElse(now);
        if (!now.isBefore(since.plus(retry.within()))) {
            var left = new ArrayList<>(waiting);
            waiting.clear();
            left.forEach(this::giveUp);
            return;
        }
        stopped = latest(now.plus(retry.wait(Duration.between(since, now), sender.pace.random())), until);
    }

    private void giveUp(Parcel parcel) {
        var problem = parcel.problem.orElseGet(
                () -> reasons(parcel).away(outage.since().orElse(now()), retry.within()));
        for (var item : parcel.items) {
            settle(item, item.repeats > 0 ? Outcome.Kind.UNKNOWN : Outcome.Kind.REJECTED, 0, problem, "");
        }
    }

    private void settle(Item item, Outcome.Kind kind, int status, Problem problem, String answer) {
        item.settled = new Settled(
                kind,
                status,
                item.attempts,
                item.repeats,
                Optional.ofNullable(problem),
                answer.isEmpty() ? Optional.empty() : Optional.of(answer));
    }

    private Reasons reasons(Parcel parcel) {
        return new Reasons(connection.name(), "", parcel.called());
    }

    private Instant now() {
        return sender.pace.clock().instant();
    }

    private static Duration shortest(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration longest(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}

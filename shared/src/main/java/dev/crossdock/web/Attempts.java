package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One visit to one effect: from what the ledger says of it to what it says next. Not thread-safe, used once. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);
    /** Kept free before the deadline: to write down what became of the call, and for the deadline being told late. */
    private static final Duration RESERVE = Duration.ofSeconds(5);
    /** A call that has less time than this is not begun. */
    private static final Duration LEAST = Duration.ofSeconds(1);
    /** How often a note is written against somebody else's; a second one is a rare race, a third one a bug. */
    private static final int RACES = 5;

    /** Whoever has waited for so long, or stood still, looks again whether something newer was said meanwhile. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private static final String WAITING = "web.waiting";

    private final Sender sender;
    private final Connection connection;
    private final Effect effect;
    private final String message;
    private final Reply reply;
    private final Instant deadline;
    private final Retry retry;
    private final Notes notes;

    private Note note;
    private Instant looked;
    private long version = Ledger.ABSENT;
    private Reasons reasons;

    /** What one exchange has given. @param asked the wait that the other side wants */
    private record Result(
            Verdict verdict, int status, Optional<Problem> problem, Optional<Duration> asked, Optional<String> kept) {
        Result(Verdict verdict, int status, Optional<Problem> problem, Optional<Duration> asked) {
            this(verdict, status, problem, asked, Optional.empty());
        }

        static Result done(Optional<String> kept) {
            return new Result(Verdict.DONE, 0, Optional.empty(), Optional.empty(), kept);
        }
    }

    Attempts(Sender sender, Connection connection, Effect effect, String message, Reply reply, Instant deadline) {
        this.sender = sender;
        this.connection = connection;
        this.effect = effect;
        this.message = message;
        this.reply = reply;
        this.deadline = deadline;
        this.retry = Retry.of(connection);
        this.notes = sender.notes(effect);
    }

    Sending run(Supplier<Request> render) {
        var look = look();
        if (look.found().isPresent()) {
            note = look.found().get().note();
            version = look.found().get().version();
            if (note.state().ended()) return over(note, Outcome.UNCHANGED);
        }
        try {
            var rendered = render.get();
            if (note == null) note = Note.of(effect, rendered, now());
            reasons = new Reasons(
                    effect,
                    new Request(note.method(), note.target(), rendered.headers(), rendered.body(), rendered.secrets()));
            if (look.overtaken() && ordered()) return new Sending.Ended(Outcome.SKIPPED);
            if (note.nextAt().isAfter(now())) return later(note.nextAt(), note.problem());
            return resume(rendered);
        } catch (Refused e) {
            return refused(e.problem());
        }
    }

    private Notes.Look look() {
        looked = now();
        return notes.look();
    }

    /** @return empty: nothing was said meanwhile */
    private Optional<Sending> overtaken() {
        if (version != Ledger.ABSENT || now().isBefore(looked.plus(LOOK_AGAIN))) return Optional.empty();
        var look = look();
        if (look.found().isPresent()) return Optional.of(later(now().plus(LEAST), note.problem()));
        return look.overtaken() && ordered() ? Optional.of(new Sending.Ended(Outcome.SKIPPED)) : Optional.empty();
    }

    /** PUT and DELETE say what shall be; said late, they would undo what has been said since. */
    private boolean ordered() {
        return connection.delivery() == Delivery.PUT_BY_KEY
                || Set.of("PUT", "DELETE").contains(note.method());
    }

    private Sending resume(Request rendered) {
        if (note.state() == Note.State.SENT) {
            if (Verdict.ofLost(connection.delivery()) == Verdict.UNCLEAR) {
                return end(Note.State.UNKNOWN, 0, Optional.of(reasons.interrupted()));
            }
            if (connection.delivery() == Delivery.AT_LEAST_ONCE) note = note.repeated();
        }
        var held = sender.breaker.held(connection);
        if (held.isPresent()) return putOff(held.get());
        var request = note.frozen(rendered);
        if (request.isEmpty()) {
            if (connection.delivery() == Delivery.IDEMPOTENCY_KEY && note.attempts() > 0) {
                return end(Note.State.REJECTED, 0, Optional.of(reasons.bodyChanged()));
            }
            note = note.with(rendered);
            request = Optional.of(rendered);
        }
        return calls(request.get());
    }

    private Sending calls(Request request) {
        var ready = sender.ready(connection, keyed(request));
        boolean inARow = note.attempts() == 0;
        for (int calls = 1; ; calls++) {
            var slot = sender.rates.take(connection);
            var wait = Duration.between(now(), slot);
            if (slot.isAfter(now())
                    && (wait.compareTo(LONGEST_SLEEP) > 0 || budget().compareTo(wait.plus(LEAST)) < 0)) {
                return later(slot, note.problem());
            }
            if (slot.isAfter(now())) sender.pace.sleeper().sleep(wait);
            var full = permit();
            if (full.isPresent()) return later(full.get(), note.problem());
            Result result;
            try {
                var time = budget();
                if (time.compareTo(LEAST) < 0) return later(now(), note.problem());
                var held = sender.breaker.ask(connection);
                if (held.isPresent()) return putOff(held.get());
                var overtaken = overtaken();
                if (overtaken.isPresent()) return overtaken.get();
                var there = connection.delivery() == Delivery.CHECK_THEN_WRITE
                        ? lookedUp(request, ready, time)
                        : Optional.<Result>empty();
                if (there.isEmpty() && !claim(now().plus(time))) return later(now().plus(LEAST), note.problem());
                result = there.isPresent() ? there.get() : exchange(request.method(), ready, time);
            } finally {
                sender.permits.release(connection);
            }
            note = note.keeping(result.kept());
            switch (result.verdict()) {
                case DONE -> {
                    return end(Note.State.CONFIRMED, result.status(), Optional.empty());
                }
                case REFUSED -> {
                    return end(Note.State.REJECTED, result.status(), result.problem());
                }
                case UNCLEAR -> {
                    return end(Note.State.UNKNOWN, result.status(), result.problem());
                }
                case AGAIN, SELDOM -> {
                    var sending = failed(result, inARow && calls < retry.attempts());
                    if (sending.isPresent()) return sending.get();
                }
            }
        }
    }

    /** Takes a permit, and waits for one for a while. @return empty when it has one; otherwise when to try again */
    private Optional<Instant> permit() {
        var full = sender.permits.await(connection, LONGEST_SLEEP, wait -> budget().compareTo(wait.plus(LEAST)) < 0);
        if (full.isEmpty() || Thread.currentThread().isInterrupted()) return full;
        return Optional.of(now().plus(retry.wait(Duration.between(note.first(), now()), sender.pace.random())));
    }

    private Request keyed(Request request) {
        if (connection.delivery() != Delivery.IDEMPOTENCY_KEY) return request;
        var headers = new HashMap<>(request.headers());
        headers.put("Idempotency-Key", note.key());
        return new Request(request.method(), request.target(), headers, request.body(), request.secrets());
    }

    /**
     * The note says SENT before anything is.
     *
     * @return false when it is not to be sent now: somebody else wrote meanwhile, and it is theirs; or this process stood still, and
     *     others may have told of a newer state since, which a late call would undo
     */
    private boolean claim(Instant until) {
        var before = note;
        var written = notes.write(note.sent(until), version);
        written.ifPresent(this::now);
        if (written.isEmpty()) return false;
        if (!now().isAfter(until)) return true;
        notes.write(before, version).ifPresent(this::now);
        return false;
    }

    private Result exchange(String method, Auth.Ready ready, Duration time) {
        try {
            var answer = sender.call(connection, ready, method, ready.body(), time);
            var verdict = Verdict.of(connection.delivery(), method, answer.status());
            var wrong = verdict == Verdict.DONE && answer.status() / 100 == 2
                    ? reply.wrong(answer)
                    : Optional.<Problem>empty();
            if (wrong.isPresent()) verdict = Verdict.REFUSED;
            var wait = answer.header("Retry-After").flatMap(text -> Retry.retryAfter(text, now()));
            return new Result(
                    verdict,
                    answer.status(),
                    verdict == Verdict.DONE
                            ? Optional.empty()
                            : Optional.of(wrong.map(reasons::refused)
                                    .orElseGet(() -> reasons.answered(answer, note.attempts(), ready))),
                    wait,
                    verdict == Verdict.DONE || verdict == Verdict.REFUSED ? reply.keep(answer) : Optional.empty());
        } catch (Http.NotSent e) {
            return new Result(
                    Verdict.ofNotSent(), 0, Optional.of(reasons.unreachable(e, note.attempts())), Optional.empty());
        } catch (Http.Lost e) {
            return new Result(
                    Verdict.ofLost(connection.delivery()),
                    0,
                    Optional.of(reasons.lost(e, note.attempts())),
                    Optional.empty());
        }
    }

    /** @return empty when it is to be written; DONE when it is there already; else why nobody knows */
    private Optional<Result> lookedUp(Request request, Auth.Ready ready, Duration time) {
        try {
            var answer = sender.call(connection, ready, "GET", new byte[0], time);
            int status = answer.status();
            if (status == 404 || status == 410) {
                return request.method().equals("DELETE")
                        ? Optional.of(Result.done(reply.keep(answer)))
                        : Optional.empty();
            }
            if (status >= 200 && status < 300) {
                boolean there = !request.method().equals("DELETE")
                        && request.body()
                                .filter(ours -> Lookup.same(answer.body(), ours))
                                .isPresent();
                return there ? Optional.of(Result.done(reply.keep(answer))) : Optional.empty();
            }
            var problem = reasons.answered(answer, note.attempts() + 1, ready);
            // A look changes nothing, so it may be repeated as in the mildest mode.
            return Optional.of(new Result(
                    Verdict.of(Delivery.PUT_BY_KEY, "GET", status),
                    status,
                    Optional.of(problem),
                    answer.header("Retry-After").flatMap(text -> Retry.retryAfter(text, now()))));
        } catch (Http.NotSent e) {
            return again(reasons.unreachable(e, note.attempts() + 1));
        } catch (Http.Lost e) {
            return again(reasons.lost(e, note.attempts() + 1));
        }
    }

    private static Optional<Result> again(Problem problem) {
        return Optional.of(new Result(Verdict.AGAIN, 0, Optional.of(problem), Optional.empty()));
    }

    /** @return empty when the wait is over and the next call may be made in this same visit */
    private Optional<Sending> failed(Result result, boolean mayStay) {
        var problem = result.problem().orElseThrow();
        var last = note.first().plus(retry.within());
        boolean stays = mayStay && sender.budget.take(connection);
        var wait = wait(result, stays);
        if (!now().isBefore(last) || wait.isEmpty()) {
            return Optional.of(end(Note.State.REJECTED, result.status(), result.problem()));
        }
        var next = now().plus(wait.get());
        if (next.isAfter(last)) next = last;
        boolean lost = result.status() == 0 && problem.code().equals("web.lost");
        if (lost && connection.delivery() == Delivery.AT_LEAST_ONCE) note = note.repeated();
        if (!kept(note.waiting(next, result.status(), problem))) return Optional.of(later(next, result.problem()));
        var sleep = Duration.between(now(), next);
        if (stays
                && sleep.compareTo(LONGEST_SLEEP) <= 0
                && budget().minus(sleep).compareTo(LEAST) >= 0) {
            sender.pace.sleeper().sleep(sleep);
            if (!Thread.currentThread().isInterrupted()) return Optional.empty();
        }
        if (result.verdict() == Verdict.AGAIN) sender.breaker.pause(connection, next);
        return Optional.of(later(next, result.problem()));
    }

    private Optional<Duration> wait(Result result, boolean mayStay) {
        var random = sender.pace.random();
        if (result.verdict() == Verdict.SELDOM) return retry.afterError(note.errors() + 1, random);
        if (result.asked().isPresent()) return result.asked();
        return Optional.of(
                mayStay
                        ? retry.backOff(Math.max(1, note.attempts()), random)
                        : retry.wait(Duration.between(note.first(), now()), random));
    }

    private boolean kept(Note next) {
        var written = notes.write(next, version);
        written.ifPresent(this::now);
        return written.isPresent();
    }

    private void now(Notes.Found found) {
        note = found.note();
        version = found.version();
    }

    /** What a definition or the gate refuses, no later attempt makes right. */
    private Sending refused(Problem problem) {
        if (note == null) note = Note.of(effect, new Request("?", "/", Map.of(), Optional.empty()), now());
        if (reasons == null)
            reasons = new Reasons(effect, new Request(note.method(), note.target(), Map.of(), Optional.empty()));
        return end(Note.State.REJECTED, 0, Optional.of(reasons.refused(problem)));
    }

    private Sending end(Note.State state, int status, Optional<Problem> problem) {
        var ended = note.ended(state, status, problem);
        if (state != Note.State.CONFIRMED) sender.undelivered.keep(effect, ended, message);
        var settled = settle(ended);
        log(settled);
        if (settled.state() == Note.State.CONFIRMED && settled.attempts() > 1) sender.undelivered.forget(effect);
        return over(settled, Outcome.WRITTEN);
    }

    /** That it has happened is true whatever somebody else noted meanwhile; anything else gives way to an end that is there. */
    private Note settle(Note ended) {
        for (int i = 0; i < RACES; i++) {
            if (notes.write(ended, version).isPresent()) return ended;
            var other = notes.read();
            version = other.map(Notes.Found::version).orElse(Ledger.ABSENT);
            if (other.isPresent() && other.get().note().state().ended() && ended.state() != Note.State.CONFIRMED) {
                return other.get().note();
            }
        }
        throw new IllegalStateException("the note of " + effect + " is always written by somebody else");
    }

    /** @param happened how a confirmed effect is told */
    private static Sending over(Note note, Outcome happened) {
        return new Sending.Ended(
                switch (note.state()) {
                    case CONFIRMED -> happened;
                    case REJECTED -> Outcome.rejected(note.problem().orElseThrow());
                    case UNKNOWN -> Outcome.unknown(note.problem().orElseThrow());
                    case INTENT, SENT -> throw new IllegalStateException("it has not ended");
                },
                note.kept());
    }

    /**
     * Nobody calls it now. That is no attempt; it only must be known when the waiting began, so that it ends. Whoever comes back before
     * the time, because the queue is early, is put off again.
     */
    private Sending putOff(Breaker.Held held) {
        var last = note.first().plus(retry.within());
        if (held.away().isPresent() && !now().isBefore(last)) {
            var problem = note.problem()
                    .filter(said -> !said.code().equals(WAITING))
                    .orElseGet(() -> reasons.away(held.away().get(), retry.within()));
            return end(Note.State.REJECTED, note.status(), Optional.of(problem));
        }
        var next = held.until();
        // Not all at once when it opens again, and seldom when it has long been away: each return is one of the
        // queue's.
        if (held.away().isPresent()) {
            var seldom = now().plus(retry.wait(Duration.between(note.first(), now()), sender.pace.random()));
            if (seldom.isAfter(next)) next = seldom;
            if (next.isAfter(last)) next = last;
        }
        if (version == Ledger.ABSENT) kept(note.waiting(next, 0, waiting()));
        return later(next, note.problem());
    }

    private Problem waiting() {
        return Problem.of(WAITING, connection.name() + " is waited for.", "");
    }

    private Sending later(Instant at, Optional<Problem> why) {
        var problem = why.orElseGet(this::waiting);
        LOG.debug(
                "effect.later connection={} cause={} at={} code={}",
                connection.name(),
                effect.cause(),
                at,
                problem.code());
        return new Sending.Later(at, problem);
    }

    private void log(Note ended) {
        if (ended.state() == Note.State.CONFIRMED) {
            LOG.debug(
                    "effect.confirmed connection={} cause={} record={} attempt={}",
                    connection.name(),
                    effect.cause(),
                    effect.record(),
                    ended.attempts());
        } else {
            LOG.error(
                    "effect.undelivered connection={} cause={} record={} attempt={} code={} state={} kept={}",
                    connection.name(),
                    effect.cause(),
                    effect.record(),
                    ended.attempts(),
                    ended.problem().map(Problem::code).orElse(""),
                    ended.state(),
                    Undelivered.key(effect));
        }
    }

    /** What a call may take now. */
    private Duration budget() {
        var left = Duration.between(now(), deadline).minus(RESERVE);
        var most = connection.limits().timeout();
        return left.compareTo(most) < 0 ? left : most;
    }

    private Instant now() {
        return sender.pace.clock().instant();
    }
}

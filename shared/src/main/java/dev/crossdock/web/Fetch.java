package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Asks a webservice for something, without any effect on it, so a call that failed is simply made again: a few times here, then
 * by whoever calls, after the time that the exception says. Keeps to the connection's limits. Not thread-safe.
 */
final class Fetch {
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);
    private static final int NOT_MODIFIED = 304;

    private final Sender sender;
    private final Connection connection;
    private final Retry retry;
    private final IntPredicate fine;
    private final Instant deadline;

    Fetch(Sender sender, Connection connection) {
        this(sender, connection, status -> false, Instant.MAX);
    }

    /** @param fine further statuses that are an answer @param deadline nothing is waited for so long */
    Fetch(Sender sender, Connection connection, IntPredicate fine, Instant deadline) {
        this.sender = sender;
        this.connection = connection;
        this.retry = Retry.of(connection);
        this.fine = fine;
        this.deadline = deadline;
    }

    /** How a call has failed. @param asked the wait that the other side wants */
    private record Failure(Problem problem, Optional<Duration> asked) {}

    /**
     * @return an answer of 200 to 299, 304, or what else is fine; its body is whole
     * @throws Refused when asking again would not help
     * @throws WorldException when it may help, later
     */
    Http.Answer send(Request request) {
        try {
            return sent(request);
        } finally {
            sender.permits.rest(connection);
        }
    }

    private Http.Answer sent(Request request) {
        var ready = sender.ready(connection, request);
        for (int attempt = 1; ; attempt++) {
            leave();
            Failure failure;
            try {
                var answer = called(ready, request);
                if (answer.status() / 100 == 2 || answer.status() == NOT_MODIFIED || fine.test(answer.status()))
                    return whole(answer, request);
                failure = new Failure(
                        answered(answer, request, ready),
                        answer.header("Retry-After").flatMap(text -> Retry.retryAfter(text, now())));
                if (Verdict.of(Connection.Delivery.PUT_BY_KEY, "GET", answer.status()) == Verdict.REFUSED) {
                    throw new Refused(failure.problem());
                }
            } catch (Http.NotSent e) {
                failure = new Failure(
                        problem(
                                "web.unreachable",
                                "%s could not be reached for %s: %s."
                                        .formatted(connection.name(), request, e.getMessage()),
                                "See whether it runs, and whether url is right."),
                        Optional.empty());
            } catch (Http.Lost e) {
                failure = new Failure(
                        problem(
                                "web.lost",
                                "the answer of %s to %s did not arrive: %s."
                                        .formatted(connection.name(), request, e.getMessage()),
                                "It is asked again by itself."),
                        Optional.empty());
            }
            var wait = failure.asked().orElse(retry.backOff(attempt, sender.pace.random()));
            if (attempt >= retry.attempts()
                    || !sender.budget.take(connection)
                    || wait.compareTo(LONGEST_SLEEP) > 0
                    || late(wait)) {
                throw new WorldException(
                        failure.problem().toString(), failure.asked().orElse(null), null);
            }
            sender.pace.sleeper().sleep(wait);
            if (Thread.currentThread().isInterrupted()) throw new WorldException("interrupted", null);
        }
    }

    private Http.Answer called(Auth.Ready ready, Request request) throws Http.NotSent, Http.Lost {
        try {
            return sender.call(
                    connection,
                    ready,
                    request.method(),
                    ready.body(),
                    connection.limits().timeout());
        } finally {
            sender.permits.release(connection);
        }
    }

    /** Returns when the call may be made, with a permit for it. */
    private void leave() {
        while (true) {
            var no = sender.breaker.held(connection);
            if (no.isEmpty()) {
                keepRate();
                permit();
                no = sender.leave(connection);
            }
            if (no.isEmpty()) return;
            held(no.get());
        }
    }

    private void permit() {
        if (sender.permits.await(connection, LONGEST_SLEEP, this::late).isEmpty()) return;
        if (Thread.currentThread().isInterrupted()) throw new WorldException("interrupted", null);
        throw WorldException.waiting(
                connection.name() + " has as many calls under way as limits.concurrency allows",
                retry.wait(Duration.ZERO, sender.pace.random()));
    }

    /** Nobody calls it now, which is waited for by whoever calls: a few seconds of it, or for as long as retry.for says, here. */
    private void held(Breaker.Held held) {
        var wait = Duration.between(now(), held.until());
        if (held.away().isEmpty() && wait.compareTo(LONGEST_SLEEP) <= 0 && !late(wait)) {
            sender.pace.sleeper().sleep(wait);
            if (Thread.currentThread().isInterrupted()) throw new WorldException("interrupted", null);
            return;
        }
        throw held.waiting(connection, sender.pace);
    }

    private void keepRate() {
        var slot = sender.rates.take(connection);
        if (!slot.isAfter(now())) return;
        var wait = Duration.between(now(), slot);
        if (wait.compareTo(LONGEST_SLEEP) > 0 || late(wait)) {
            throw new WorldException(connection.name() + " is called as often as limits.rate allows", wait, null);
        }
        sender.pace.sleeper().sleep(wait);
    }

    /** Whether nothing could be done any more behind this wait. */
    private boolean late(Duration wait) {
        return Duration.between(now(), deadline)
                        .compareTo(wait.plus(connection.limits().timeout()))
                < 0;
    }

    private Http.Answer whole(Http.Answer answer, Request request) {
        if (!answer.cut()) return answer;
        throw new Refused(problem(
                "web.too-large",
                "the answer of %s to %s is larger than %,d bytes."
                        .formatted(
                                connection.name(), request, connection.limits().maxResponseBytes()),
                "Ask for smaller pages, or raise limits.maxResponse."));
    }

    private Problem answered(Http.Answer answer, Request request, Auth.Ready ready) {
        int status = answer.status();
        var text = Reasons.excerpt(answer.body(), ready);
        var said = "%s answered %d to %s%s."
                .formatted(connection.name(), status, request, text.isEmpty() ? "" : ": " + text);
        if (status == 429) return problem("web.throttled", said, "Lower limits.rate.");
        if (status == 401 || status == 403) return problem("web.unauthorised", said, "Check auth.");
        if (status < 400)
            return problem("web.redirected", said, "Redirects are not followed: write the final address.");
        if (status < 500) return problem("web.refused", said, "Correct the request.");
        return problem("web.failed", said, "See what is wrong at " + connection.name() + ".");
    }

    private Problem problem(String code, String message, String hint) {
        return Problem.of(code, message, hint).at("connections/" + connection.name() + ".yaml");
    }

    private Instant now() {
        return sender.pace.clock().instant();
    }
}

package dev.crossdock.web;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Connection;
import dev.crossdock.run.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Brings effects about through webservices, each as often as its connection's delivery mode promises. Before a call the ledger
 * says that it is made, after it what became of it; a note that says a call is under way, found by a later attempt, means that
 * a process died in between, or that the answer was lost:
 *
 * <table>
 * <caption>what then happens</caption>
 * <tr><td>put-by-key</td><td>the same bytes are sent again: the same key, the same state</td></tr>
 * <tr><td>idempotency-key</td><td>the same bytes are sent again under the same key</td></tr>
 * <tr><td>check-then-write</td><td>it is looked up (as before every write), and sent only if it is not there</td></tr>
 * <tr><td>at-least-once</td><td>it is sent again, and counted as a possible duplicate</td></tr>
 * <tr><td>at-most-once</td><td>it is not sent again: UNKNOWN, kept for a person to look at</td></tr>
 * </table>
 *
 * <p>Nothing sleeps for more than 10 s. Where the wait is longer the answer is {@link Sending.Later}, and whoever owns the
 * message gives it back for that long. A webservice may be away for as long as the connection's {@code retry.for}; then the effect
 * is REJECTED and kept with all that is needed to send it again. Thread-safe; two threads with the same effect make one call.
 */
public final class Sender {
    private static final int UNAUTHORISED = 401;

    private final Http http;
    private final SecretValues secrets;
    final Pace pace;
    final Breaker breaker;
    final RetryBudget budget;
    private final Proofs proofs;
    private final Proofs freshProofs;
    final Undelivered undelivered;
    final Ledger ledger;
    final Rates rates;
    final Permits permits;

    public Sender(Http http, Ledger ledger, ObjectStore objects, SecretValues secrets, Pace pace) {
        this.http = http;
        this.ledger = ledger;
        this.secrets = secrets;
        this.pace = pace;
        this.undelivered = new Undelivered(objects);
        this.permits = new Permits(ledger, pace);
        this.rates = new Rates(ledger, pace.clock(), permits::fleet);
        this.breaker = new Breaker(new Breakers(ledger, pace.clock()), pace.clock());
        var tokens = new Tokens(http, pace.clock());
        this.proofs = new Proofs(tokens, secrets::of, pace.clock());
        this.freshProofs = new Proofs(tokens, secrets::fresh, pace.clock());
        this.budget = new RetryBudget(pace.clock());
    }

    /** @throws dev.crossdock.flow.Refused as {@link Auth#ready} */
    Auth.Ready ready(Connection connection, Request request) {
        return Auth.ready(connection, request, secrets::of);
    }

    /**
     * One call, with what proves who makes it. What is answered with 401 was not acted upon: where there is another token to be had, or a
     * secret has another value by now, the call is made again with it, once.
     *
     * @param body what is sent, which may be less than what is ready
     * @throws Http.NotSent also when there is no token
     */
    Http.Answer call(Connection connection, Auth.Ready ready, String method, byte[] body, Duration timeout)
            throws Http.NotSent, Http.Lost {
        budget.called(connection);
        try {
            var proof = proofs.of(connection, ready.call(connection, method, body, ready.headers()), ready, timeout);
            var answer = http.send(ready.call(connection, method, body, proof.headers()), timeout);
            if (answer.status() == UNAUTHORISED && !connection.auth().isEmpty()) {
                var anew = Auth.ready(connection, ready.request(), secrets::fresh);
                boolean other = anew.secrets().stream()
                        .anyMatch(secret -> !ready.secrets().contains(secret));
                anew.secrets().forEach(ready::hide);
                proof.token().ifPresent(token -> proofs.refused(connection, token));
                var bare = anew.call(connection, method, body, anew.headers());
                int known = ready.secrets().size();
                var again = freshProofs.of(connection, bare, ready, timeout);
                if (other || proof.token().isPresent() || ready.secrets().size() > known) {
                    answer = http.send(anew.call(connection, method, body, again.headers()), timeout);
                }
            }
            breaker.heard(connection, answer);
            if (breaker.tooMany(connection, answer)) rates.throttled(connection);
            return answer;
        } catch (Http.NotSent | Http.Lost e) {
            breaker.failed(connection, e.getMessage());
            throw e;
        }
    }

    /** Asks the breaker for one call, with a permit in hand: the permit is given back where the call is not to be made. */
    Optional<Breaker.Held> leave(Connection connection) {
        boolean may = false;
        try {
            var no = breaker.ask(connection);
            may = no.isEmpty();
            return no;
        } finally {
            if (!may) permits.release(connection);
        }
    }

    /**
     * @param render the request, the same each time it is asked; {@link dev.crossdock.flow.Refused} rejects the effect
     * @param message what is put on the queue to send it again: kept if it cannot be delivered
     * @param deadline after it the process may be killed
     * @throws dev.crossdock.flow.WorldException when the ledger is out of reach; asked again, it goes on
     */
    public Sending send(
            Connection connection, Effect effect, Supplier<Request> render, String message, Instant deadline) {
        return send(connection, effect, render, message, Reply.NOBODY, deadline);
    }

    /** As {@link #send(Connection, Effect, Supplier, String, Instant)}. @param reply looks at the answer */
    public Sending send(
            Connection connection,
            Effect effect,
            Supplier<Request> render,
            String message,
            Reply reply,
            Instant deadline) {
        var sending = new Attempts(this, connection, effect, message, reply, deadline).run(render);
        permits.rest(connection);
        return sending;
    }

    /**
     * Asks for something, without any effect, so that it may be asked again.
     *
     * @param fine statuses besides 200 to 299 that are an answer too
     * @param deadline after it the process may be killed: nothing is waited for so long
     * @throws dev.crossdock.flow.Refused when asking again would not help
     * @throws dev.crossdock.flow.WorldException when it may help, later
     */
    public Http.Answer ask(Connection connection, Request request, IntPredicate fine, Instant deadline) {
        return new Fetch(this, connection, fine, deadline).send(request);
    }

    /**
     * Forgets an effect that was rejected, so that it is made anew from what its definition says now, under the same idempotency
     * key; one that is unknown is opened again with the bytes that it had.
     *
     * @return false when there is no such effect, or it has not ended, or has happened
     */
    public boolean again(Effect effect) {
        var found = notes(effect).read();
        if (found.isEmpty() || found.get().note().state() != Note.State.REJECTED) return reopen(effect);
        if (!notes(effect).forget(found.get())) return false;
        undelivered.forget(effect);
        return true;
    }

    /**
     * Forgets that an effect was rejected or is unknown, so that its message may be put on the queue again. It has the same
     * idempotency key as before.
     *
     * @return false when there is no such effect, or it has not ended, or has happened
     */
    public boolean reopen(Effect effect) {
        var notes = notes(effect);
        var found = notes.read();
        if (found.isEmpty()) return false;
        var note = found.get().note();
        if (note.state() != Note.State.REJECTED && note.state() != Note.State.UNKNOWN) return false;
        return notes.write(note.reopened(pace.clock().instant()), found.get().version())
                .isPresent();
    }

    Notes notes(Effect effect) {
        return new Notes(ledger, effect, pace.clock());
    }
}

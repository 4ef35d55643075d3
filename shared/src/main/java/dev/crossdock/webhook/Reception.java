package dev.crossdock.webhook;

import dev.crossdock.engine.Engine;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sha256;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Http;
import dev.crossdock.web.SecretValues;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what comes to listeners' addresses: caps, proof, dedupe, store, hand on, and only then a 2xx. What could not be stored is
 * answered with 503, so that the sender tries again. Thread-safe.
 */
public final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    /** As much as Lambda takes with its envelope. */
    public static final int LARGEST_BODY = 6 << 20;

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");
    private static final int MOST_HEADERS = 100;
    /** API Gateway's own limit for names and values together. */
    private static final int LARGEST_HEADERS = 10_240;

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private final SecretValues secrets;
    private final Deliveries deliveries;
    private final DeliveryWork work;
    private final Http http;
    private final Rules rules;
    private final Throttle throttle;
    private final Clock clock;
    private final Patience patience;

    /** @param patience for the templates that senders wait for */
    public Reception(
            DefinitionStore definitions,
            SecretValues secrets,
            Deliveries deliveries,
            DeliveryWork work,
            Http http,
            Patience patience) {
        this.patience = patience;
        this.secrets = secrets;
        this.deliveries = deliveries;
        this.work = work;
        this.http = http;
        this.rules = new Rules(definitions);
        this.throttle = new Throttle(deliveries.ledger(), deliveries.clock);
        this.clock = deliveries.clock;
    }

    /** The answer to a body that was not read to its end, because it is larger than {@link #LARGEST_BODY}. */
    public static Reply tooLarge() {
        return Reply.problem(
                413,
                Problem.of(
                        "delivery.too-large",
                        "the body is larger than %,d bytes.".formatted(LARGEST_BODY),
                        "Send less in one delivery."));
    }

    /** @param deadline after it the process may be killed */
    public Reply receive(Arrival arrival, Instant deadline) {
        if (tooManyHeaders(arrival.headers())) {
            return Reply.problem(
                    431,
                    Problem.of(
                            "delivery.headers",
                            "there are more than %d headers, or more than %,d bytes of them."
                                    .formatted(MOST_HEADERS, LARGEST_HEADERS),
                            "Send fewer."));
        }
        if (arrival.body().length > LARGEST_BODY) return tooLarge();
        try {
            // What cannot be a name is not looked up, and reaches no log.
            var rule = NAME.matcher(arrival.listener()).matches()
                    ? rules.of(arrival.listener())
                            .filter(found -> !found.listener.disabled() && !found.listener.queued())
                    : Optional.<ListenerRule>empty();
            if (rule.isEmpty()) return unknown(arrival);
            return known(arrival, rule.get(), deadline);
        } catch (WorldException e) {
            LOG.error("delivery.not-stored listener={} message=\"{}\"", arrival.listener(), e.getMessage());
            return trouble();
        } catch (Refused e) {
            // A secret that is not set, an expression that does not compile: the sender did nothing wrong.
            LOG.error("listener.unusable listener={} problem=\"{}\"", arrival.listener(), e.problem());
            return trouble();
        }
    }

    /**
     * Takes a message of a listener's queue as a delivery. Whatever is thrown, the message is to be taken again.
     *
     * @throws WorldException when it could not be stored
     * @throws Refused when the listener cannot be used
     */
    void take(String listener, String messageId, String body, Instant deadline) {
        var rule = rules.of(listener).orElseThrow(() -> new WorldException("listener " + listener + " is gone", null));
        var headers = Map.of(QueueScheme.ID, List.of(messageId), "content-type", List.of("application/json"));
        var arrival = new Arrival(
                listener, Optional.empty(), "QUEUE", Map.of(), headers, body.getBytes(StandardCharsets.UTF_8));
        var handshake = Handshakes.of(rule.listener)
                .flatMap(asked -> asked.answer(new Question(arrival, rule.listener, secrets, http)));
        if (handshake.isEmpty()) genuine(arrival, rule, deadline);
    }

    private static Reply unknown(Arrival arrival) {
        Decoy.work(arrival);
        LOG.warn("delivery.refused reason=\"no such listener, or disabled\" bytes={}", arrival.body().length);
        return Reply.REFUSED;
    }

    private Reply known(Arrival arrival, ListenerRule rule, Instant deadline) {
        var listener = rule.listener;
        var expected = listener.token().map(secrets::resolve);
        boolean address = expected.isPresent()
                ? !expected.get().value().isBlank()
                        && Coded.same(expected.get().value(), arrival.token().orElse(""))
                : arrival.token().isEmpty();
        if (!address) {
            Decoy.work(arrival);
            return refused(arrival, "the token of the address is another");
        }

        var handshake = Handshakes.of(listener);
        var question = new Question(arrival, listener, secrets, http);
        if (handshake.isPresent() && !handshake.get().proved()) {
            var reply = handshake.get().answer(question);
            if (reply.isPresent()) return reply.get();
        }
        if (!listener.methods().contains(arrival.method())) {
            Decoy.work(arrival);
            return refused(arrival, "the method is not taken");
        }
        var active = listener.verify().secrets().stream()
                .map(text -> secrets.resolve(text).value())
                .toList();
        var problem = rule.scheme.verify(arrival.headers(), arrival.body(), active, clock.instant());
        if (problem.isPresent()) {
            // The sender may know of a rotation that has not come to us.
            var now = listener.verify().secrets().stream()
                    .map(text -> secrets.resolveFresh(text).value())
                    .toList();
            if (!now.equals(active))
                problem = rule.scheme.verify(arrival.headers(), arrival.body(), now, clock.instant());
        }
        if (problem.isPresent()) {
            if (!Decoy.worked(problem.get())) Decoy.work(arrival);
            return refused(arrival, problem.get().toString());
        }

        if (handshake.isPresent() && handshake.get().proved()) {
            var reply = handshake.get().answer(question);
            if (reply.isPresent()) return reply.get();
        }
        var wait = listener.ratePerSecond().flatMap(rate -> throttle.take(listener.name(), rate));
        if (wait.isPresent()) return tooOften(listener.name(), wait.get());
        return genuine(arrival, rule, deadline);
    }

    private Reply genuine(Arrival arrival, ListenerRule rule, Instant deadline) {
        var fresh = fresh(arrival, rule);
        var kept = deliveries.keep(fresh);
        var delivery = kept.delivery();
        if (!kept.first()) {
            LOG.info(
                    "delivery.again listener={} delivery={} state={}",
                    delivery.listener(),
                    delivery.id(),
                    delivery.state().word());
        }
        if (rule.listener.respond().isPresent()) {
            // A failed one that comes again is tried again; one that could not even be read is not.
            if (delivery.state() == Delivery.State.FAILED) {
                if (kept.first()) return failed(delivery);
                delivery = deliveries.again(delivery.id());
            }
            return answered(delivery, rule, arrival.body(), deadline);
        }
        switch (delivery.state()) {
            // An earlier try may have died before it was handed on. A message too many does nothing.
            case RECEIVED, QUEUED -> deliveries.send(delivery);
            // Its sender wants it done: what it has done so far is not done again.
            case FAILED -> {
                if (!kept.first()) deliveries.replay(delivery.id());
            }
            default -> {}
        }
        return Reply.empty(200, delivery.id());
    }

    /** Everything about the delivery that can be said without a store; only a large body is put there. */
    private Delivery fresh(Arrival arrival, ListenerRule rule) {
        var headers = new LinkedHashMap<String, String>();
        arrival.headers().forEach((name, values) -> {
            if (!rule.secret(name)) headers.put(name, String.join(", ", values));
        });
        var query = new LinkedHashMap<String, String>();
        arrival.query().forEach((name, values) -> query.put(name, String.join(", ", values)));
        var draft = new Delivery(
                "d-",
                arrival.listener(),
                Delivery.State.RECEIVED,
                clock.instant(),
                arrival.method(),
                query,
                headers,
                new Delivery.Content(Optional.empty(), Optional.empty(), Optional.empty(), arrival.body().length),
                rule.scheme.name(),
                "",
                Optional.empty(),
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var sight = rule.sight(draft, arrival.body());
        var state = rule.listener.respond().isPresent() ? Delivery.State.RECEIVED : Delivery.State.QUEUED;
        Optional<Problem> why = Optional.empty();
        var id = UUID.randomUUID().toString();
        var group = Optional.<String>empty();
        var sequence = Optional.<Long>empty();
        try {
            id = rule.id(arrival, sight).orElse(id);
            group = rule.order(sight);
            if (group.isPresent()) sequence = rule.sequence(sight);
            if (!rule.accepts(sight)) state = Delivery.State.DROPPED;
            else if (rule.listener.template().isEmpty()
                    && rule.listener.respond().isEmpty()) state = Delivery.State.DONE;
        } catch (Refused e) {
            // It is genuine, so it is kept: somebody corrects the listener and replays it.
            state = Delivery.State.FAILED;
            why = Optional.of(e.problem().at("listeners/" + arrival.listener() + ".yaml"));
        }
        var name = "d-" + hash(arrival.listener() + "\n" + id);
        var content = deliveries.store(
                arrival.listener(), name + "-" + Sha256.hex(arrival.body()).substring(0, 16), arrival.body());
        var whole = new Delivery(
                name,
                draft.listener(),
                Delivery.State.RECEIVED,
                draft.receivedAt(),
                draft.method(),
                query,
                headers,
                content,
                draft.scheme(),
                group.map(value -> "o-" + hash(arrival.listener() + "\n" + value))
                        .orElse(""),
                sequence,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return whole.in(state, draft.receivedAt(), why);
    }

    /** The sender waits for the template. When that takes too long it goes on by itself, and the sender is told so. */
    private Reply answered(Delivery delivery, ListenerRule rule, byte[] body, Instant deadline) {
        var sight = rule.sight(delivery, body);
        if (delivery.state() == Delivery.State.DROPPED) return Reply.empty(200, delivery.id());
        if (rule.listener.template().isEmpty()) {
            var reply = rule.reply(sight, Optional.empty());
            deliveries.ended(delivery, Delivery.State.DONE, Optional.empty());
            return reply;
        }
        Optional<Engine.Result> ran;
        try {
            ran = awaited(delivery, rule, body, deadline);
        } catch (TimeoutException e) {
            return slow(delivery);
        } catch (Refused e) {
            deliveries.ended(delivery, Delivery.State.FAILED, Optional.of(e.problem()));
            return failed(delivery);
        }
        if (ran.isEmpty()) return Reply.empty(200, delivery.id());
        var result = ran.get();
        if (result instanceof Engine.Result.Succeeded succeeded) {
            try {
                return rule.reply(sight, Optional.ofNullable(succeeded.output()));
            } catch (Refused e) {
                LOG.error(
                        "listener.respond listener={} delivery={} problem=\"{}\"",
                        delivery.listener(),
                        delivery.id(),
                        e.problem());
                return failed(delivery);
            }
        }
        if (result instanceof Engine.Result.Failed) return failed(delivery);
        deliveries.queue(delivery);
        return slow(delivery);
    }

    /**
     * The sender's patience is no deadline for the template: it makes no call that it could not wait for, and would make none within two
     * seconds. It works until its own deadline, and the sender hears what is there in time.
     */
    private Optional<Engine.Result> awaited(Delivery delivery, ListenerRule rule, byte[] body, Instant deadline)
            throws TimeoutException {
        var within = rule.listener.respond().orElseThrow().within();
        var left = Duration.between(clock.instant(), deadline);
        return patience.within(
                within.compareTo(left) < 0 ? within : left,
                () -> work.run(delivery, rule, body, deadline),
                () -> deliveries.queue(delivery));
    }

    /** It is queued. */
    private static Reply slow(Delivery delivery) {
        return Reply.problem(
                        504,
                        Problem.of(
                                "delivery.slow",
                                "the answer is not there in time.",
                                "The delivery is kept and goes on by itself."))
                .with("Crossdock-Delivery", delivery.id());
    }

    private static Reply failed(Delivery delivery) {
        return Reply.problem(
                        500,
                        Problem.of(
                                "delivery.failed",
                                "the delivery was taken and could not be worked on.",
                                "Whoever runs this listener finds it as " + delivery.id() + "."))
                .with("Crossdock-Delivery", delivery.id());
    }

    private static Reply trouble() {
        return Reply.problem(
                        503,
                        Problem.of(
                                "delivery.not-stored",
                                "the delivery could not be stored.",
                                "Send it again in a while."))
                .with("Retry-After", Long.toString(AFTER_TROUBLE.toSeconds()));
    }

    private static Reply tooOften(String listener, Duration wait) {
        LOG.warn("delivery.throttled listener={}", listener);
        return Reply.problem(
                        429,
                        Problem.of("delivery.throttled", "there are too many deliveries.", "Send it again in a while."))
                .with(
                        "Retry-After",
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    private static Reply refused(Arrival arrival, String why) {
        LOG.warn("delivery.refused listener={} bytes={} reason=\"{}\"", arrival.listener(), arrival.body().length, why);
        return Reply.REFUSED;
    }

    private static boolean tooManyHeaders(Map<String, List<String>> headers) {
        int count = 0;
        int bytes = 0;
        for (var header : headers.entrySet()) {
            for (var value : header.getValue()) {
                count++;
                bytes += header.getKey().length() + value.length();
            }
        }
        return count > MOST_HEADERS || bytes > LARGEST_HEADERS;
    }

    private static String hash(String text) {
        return Sha256.hex(text).substring(0, 32);
    }
}

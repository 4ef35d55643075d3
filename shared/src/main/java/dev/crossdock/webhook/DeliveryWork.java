package dev.crossdock.webhook;

import dev.crossdock.engine.Engine;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the template of a delivery, as far as it goes, and notes what became of it. Thread-safe. */
public final class DeliveryWork {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWork.class);

    private final Deliveries deliveries;
    private final Rules rules;
    private final Engine engine;

    public DeliveryWork(DefinitionStore definitions, Deliveries deliveries, Engine engine) {
        this.deliveries = deliveries;
        this.rules = new Rules(definitions);
        this.engine = engine;
    }

    /**
     * What a message of the engine's queue asks for. One that comes twice, or for a delivery that has ended, does nothing.
     *
     * @param deadline after it the process may be killed
     * @return when to ask again; empty when there is nothing left to do
     * @throws dev.crossdock.flow.WorldException when a store is out of reach; asked again, it goes on
     */
    public Optional<Instant> work(String id, Instant deadline) {
        var found = deliveries.find(id);
        if (found.isEmpty()) {
            LOG.warn("delivery.gone delivery={}", id);
            return Optional.empty();
        }
        return found.get().sequence().isEmpty() ? work(found.get(), deadline) : workInLine(found.get(), deadline);
    }

    /**
     * Not before its wait is over; then on the first of its group, which may be another, until it has had its turn itself. To leave it to
     * the other's message would be to trust that there is one: who kept that delivery may have died before it sent it.
     */
    private Optional<Instant> workInLine(Delivery delivery, Instant deadline) {
        var wait = rules.of(delivery.listener())
                .flatMap(rule -> rule.listener.sequence())
                .map(sequence -> delivery.receivedAt().plus(sequence.patience()));
        if (wait.isPresent() && deliveries.clock.instant().isBefore(wait.get())) return wait;
        while (true) {
            var first = deliveries.first(delivery);
            if (first.isEmpty()) return Optional.empty();
            var again = work(first.get(), deadline);
            if (again.isPresent() || hasEnded(delivery)) return again;
        }
    }

    private boolean hasEnded(Delivery delivery) {
        return deliveries.find(delivery.id()).map(now -> now.state().ended()).orElse(true);
    }

    private Optional<Instant> work(Delivery delivery, Instant deadline) {
        if (delivery.state().ended()) return Optional.empty();
        try {
            var rule = rules.of(delivery.listener()).orElseThrow(() -> new Refused(gone(delivery)));
            var result = run(delivery, rule, deliveries.body(delivery), deadline);
            if (result.isEmpty() || !(result.get() instanceof Engine.Result.Later later)) return Optional.empty();
            deliveries.waits(delivery, later.at(), later.why());
            return Optional.of(later.at());
        } catch (Refused e) {
            failed(delivery, e.problem());
            return Optional.empty();
        }
    }

    /**
     * @return empty when there was nothing to run; an end is noted, {@code Later} is not
     * @throws Refused when the listener's expressions fail
     */
    Optional<Engine.Result> run(Delivery delivery, ListenerRule rule, byte[] body, Instant deadline) {
        var sight = rule.sight(delivery, body);
        // Whoever replays a delivery has perhaps changed what is accepted.
        if (delivery.attempt() > 1 && !rule.accepts(sight)) {
            end(delivery, Delivery.State.DROPPED, Optional.empty());
            return Optional.empty();
        }
        var template = rule.listener.template();
        if (template.isEmpty()) {
            end(delivery, Delivery.State.DONE, Optional.empty());
            return Optional.empty();
        }
        var result = engine.run(
                new Engine.Start(template.get(), delivery.execution(), cause(delivery), rule.input(sight), 0),
                deadline);
        if (result instanceof Engine.Result.Succeeded) end(delivery, Delivery.State.DONE, Optional.empty());
        if (result instanceof Engine.Result.Failed failed) failed(delivery, failed.problem());
        return Optional.of(result);
    }

    /** Another attempt says so: an engine may take that for leave to go on with an execution that has failed. */
    private static String cause(Delivery delivery) {
        var cause = "listener " + delivery.listener() + ", delivery " + delivery.id();
        return delivery.attempt() == 1 ? cause : cause + ", attempt " + delivery.attempt();
    }

    private void failed(Delivery delivery, Problem problem) {
        end(delivery, Delivery.State.FAILED, Optional.of(problem));
    }

    private void end(Delivery delivery, Delivery.State state, Optional<Problem> why) {
        deliveries.ended(delivery, state, why);
        LOG.info(
                "delivery.{} listener={} delivery={} attempt={} code={}",
                state.word(),
                delivery.listener(),
                delivery.id(),
                delivery.attempt(),
                why.map(Problem::code).orElse("-"));
    }

    private static Problem gone(Delivery delivery) {
        return Problem.of(
                        "listener.unknown",
                        "there is no listener \"" + delivery.listener() + "\" any more.",
                        "Publish it again, then: crossdock replay " + delivery.id())
                .at("delivery " + delivery.id());
    }
}

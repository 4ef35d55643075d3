package dev.crossdock.functions.callwebservice;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Project;
import dev.crossdock.definition.Trigger;
import dev.crossdock.engine.Mailer;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.PatientQueue;
import dev.crossdock.event.Queue;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.Change;
import dev.crossdock.graph.TriggerMail;
import dev.crossdock.graph.Triggers;
import dev.crossdock.run.Announcer;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import dev.crossdock.web.Effect;
import dev.crossdock.web.Request;
import dev.crossdock.web.Sender;
import dev.crossdock.web.Sending;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * 2.1 One change becomes one call of a webservice, and so does one event for an alert.
 *
 * <p>A message whose webservice is away is given back for as long as the sender asks for: what ends an effect is the connection's
 * {@code retry.for}, which is less than the returns that the queue allows (Retry).
 */
@ApplicationScoped
public class CallWebservice implements SqsFunction {
    private static final Logger LOG = LoggerFactory.getLogger(CallWebservice.class);
    static final String QUEUE = Triggers.CALLS;

    private final DefinitionStore definitions;
    private final Sender sender;
    private final PatientQueue inOrder;
    private final Clock clock;
    private final TriggerMail mail;
    private final Alerts alerts;
    private final Announcer announcer;
    /** Compiled once for each state of the project. */
    private volatile Compiled compiled = new Compiled(null, Map.of());

    @Inject
    public CallWebservice(
            DefinitionStore definitions,
            Sender sender,
            Mailer mailer,
            Queue queue,
            ObjectStore objects,
            Ledger ledger,
            Clock clock) {
        // Asked for each time: the local host knows its own address only when it serves.
        this(
                definitions,
                sender,
                mailer,
                queue,
                objects,
                ledger,
                clock,
                () -> ConfigProvider.getConfig().getOptionalValue("crossdock.url", String.class));
    }

    /** @param url where the API is reached; empty when that is not known */
    public CallWebservice(
            DefinitionStore definitions,
            Sender sender,
            Mailer mailer,
            Queue queue,
            ObjectStore objects,
            Ledger ledger,
            Clock clock,
            Supplier<Optional<String>> url) {
        this.definitions = definitions;
        this.sender = sender;
        this.inOrder = new PatientQueue(queue, QUEUE, clock);
        this.clock = clock;
        this.mail = new TriggerMail(definitions, queue, objects, ledger, clock);
        this.alerts = new Alerts(sender, mailer, clock, url);
        this.announcer = new Announcer(definitions, queue);
    }

    private record Compiled(Project of, Map<String, TriggerCall> calls) {}

    @Override
    public String name() {
        return "call-webservice";
    }

    /** An event for an alert that is not defined. */
    @Override
    public Optional<String> idleMessage() {
        return Optional.of("{\"alert\":\"\",\"event\":{\"kind\":\"run.failed\",\"key\":\"idle\",\"title\":\"idle\","
                + "\"path\":\"/\",\"about\":{}}}");
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return inOrder.each(event, message -> call(message, invocation), mail::setAside);
    }

    @Funq("call-webservice")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }

    private Optional<Instant> call(Queue.Received received, Invocation invocation) {
        var told = Announcer.Message.parse(received.body());
        if (told.isPresent()) {
            try {
                return alerts.tell(definitions.project(), told.get(), received.body(), invocation.deadline());
            } catch (Refused e) {
                // Another try would say the same.
                LOG.error("alert.not-told alert={} problem=\"{}\"", told.get().alert(), e.problem());
                mail.setAside(received, e);
                return Optional.empty();
            }
        }
        var letter = mail.open(received.body());
        return letter.act().isPresent() ? act(letter.act().get(), invocation) : letter.waits();
    }

    private Optional<Instant> act(TriggerMail.Act act, Invocation invocation) {
        var change = act.change();
        var project = definitions.project();
        var trigger = project.triggers().get(act.trigger());
        var call = Optional.ofNullable(trigger).flatMap(Trigger::call);
        if (call.isEmpty()) {
            LOG.warn(
                    "trigger.gone trigger={} collection={} record={}", act.trigger(), change.collection(), change.id());
            return Optional.empty();
        }
        var effect = new Effect(
                call.get().connection(),
                trigger.name(),
                change.collection() + "/" + change.id(),
                change.version(),
                change.event());
        var sending = sender.send(
                connection(project, "trigger " + trigger.name(), call.get().connection()),
                effect,
                () -> request(project, trigger, call.get(), change),
                act.body(),
                invocation.deadline());
        if (sending instanceof Sending.Ended ended) givenUp(trigger, effect, ended.outcome());
        return sending.again();
    }

    /** One event for a trigger's hour: where a webservice takes nothing any more, nobody wants to hear of each record. */
    private void givenUp(Trigger trigger, Effect effect, Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.REJECTED && outcome.kind() != Outcome.Kind.UNKNOWN) return;
        announcer.announce(new Announcer.Event(
                "delivery.failed",
                "delivery/" + trigger.name() + "/" + clock.instant().truncatedTo(ChronoUnit.HOURS),
                "trigger %s: %s was given up: %s"
                        .formatted(
                                trigger.name(),
                                effect.record(),
                                outcome.problem().map(Problem::toString).orElse("")),
                "/triggers/" + trigger.name(),
                Map.of("trigger", trigger.name(), "record", effect.record(), "connection", effect.connection())));
    }

    private Request request(Project project, Trigger trigger, Trigger.Call call, Change change) {
        var known = compiled;
        if (known.of() != project) {
            known = new Compiled(project, new ConcurrentHashMap<>());
            compiled = known;
        }
        return known.calls()
                .computeIfAbsent(trigger.name(), name -> new TriggerCall(trigger, call, project.vars()))
                .request(change);
    }

    /** @param place for messages @throws Refused {@code connection.unknown} */
    static Connection connection(Project project, String place, String name) {
        return Optional.ofNullable(project.connections().get(name))
                .orElseThrow(() -> new Refused(Problem.of(
                                "connection.unknown",
                                "there is no connection \"" + name + "\".",
                                "Known: "
                                        + String.join(
                                                ", ",
                                                project.connections().keySet().stream()
                                                        .sorted()
                                                        .toList()) + ".")
                        .at(place)));
    }
}

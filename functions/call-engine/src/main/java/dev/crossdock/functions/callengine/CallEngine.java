package dev.crossdock.functions.callengine;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Trigger;
import dev.crossdock.engine.Engine;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.engine.Executions;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.PatientQueue;
import dev.crossdock.event.Queue;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.graph.RecordText;
import dev.crossdock.graph.TriggerMail;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import dev.crossdock.webhook.DeliveryWork;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * 2.1, 2.2 and 2.4 A change, a delivery or a person's wish becomes an execution of a template.
 *
 * <p>What waits is given back until its time; what ends an execution is its own limits.
 */
@ApplicationScoped
public class CallEngine implements SqsFunction {
    private static final Logger LOG = LoggerFactory.getLogger(CallEngine.class);
    /** The queue allows a thousand receives; an execution that waits for longer goes on as a new message. */
    private static final int MANY = 900;

    private final Engine engine;
    private final Executions executions;
    private final DeliveryWork deliveries;
    private final DefinitionStore definitions;
    private final Queue queue;
    private final Clock clock;
    private final TriggerMail mail;
    private final PatientQueue unordered;
    private final PatientQueue inOrder;

    public CallEngine(
            Engine engine,
            Executions executions,
            DeliveryWork deliveries,
            DefinitionStore definitions,
            Queue queue,
            ObjectStore objects,
            Ledger ledger,
            Clock clock) {
        this.engine = engine;
        this.executions = executions;
        this.deliveries = deliveries;
        this.definitions = definitions;
        this.queue = queue;
        this.clock = clock;
        this.mail = new TriggerMail(definitions, queue, objects, ledger, clock);
        this.unordered = new PatientQueue(queue, ExecutionMessage.QUEUE, clock);
        this.inOrder = new PatientQueue(queue, ExecutionMessage.IN_ORDER, clock);
    }

    @Override
    public String name() {
        return "call-engine";
    }

    /** An execution that nobody knows. */
    @Override
    public Optional<String> idleMessage() {
        return Optional.of("{\"execution\":\"x-0000000000000000\"}");
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        // A batch comes from one queue.
        boolean ordered = event.getRecords().stream()
                .anyMatch(message -> message.getEventSourceArn().endsWith(".fifo"));
        return (ordered ? inOrder : unordered)
                .each(event, message -> work(message, invocation.deadline()), mail::setAside);
    }

    @Funq("call-engine")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }

    /** @return when to come again; empty when there is nothing left to do */
    private Optional<Instant> work(Queue.Received received, Instant deadline) {
        if (!(RecordText.read(received.body()) instanceof Map<?, ?> message)) {
            throw new IllegalStateException("not a message of this queue");
        }
        if (message.get("delivery") instanceof String delivery) return delivery(delivery, received, deadline);
        if (message.get("execution") instanceof String execution) return execution(execution, received, deadline);
        return change(received, deadline);
    }

    private Optional<Instant> delivery(String id, Queue.Received received, Instant deadline) {
        return fresh(received, deliveries.work(id, deadline));
    }

    private Optional<Instant> execution(String id, Queue.Received received, Instant deadline) {
        var found = executions.find(id);
        if (found.isEmpty()) {
            LOG.warn("execution.gone execution={}", id);
            return Optional.empty();
        }
        var execution = found.get();
        // The input is in the ledger; only who begins an execution gives one.
        var start = new Engine.Start(execution.template(), id, execution.cause(), null, execution.hop());
        return fresh(received, again(engine.run(start, deadline)));
    }

    /** A message that has come almost as often as the queue allows goes on as a new one. */
    private Optional<Instant> fresh(Queue.Received received, Optional<Instant> again) {
        if (again.isEmpty() || received.receives() < MANY) return again;
        var another = RecordText.hash(received.body(), clock.instant().toString());
        ExecutionMessage.send(queue, received.body(), received.group(), another);
        return Optional.empty();
    }

    private Optional<Instant> change(Queue.Received received, Instant deadline) {
        var letter = mail.open(received.body());
        if (letter.act().isEmpty()) return letter.waits();
        var act = letter.act().get();
        var template = Optional.ofNullable(definitions.project().triggers().get(act.trigger()))
                .flatMap(Trigger::run)
                .map(Trigger.Run::template);
        if (template.isEmpty()) {
            LOG.warn(
                    "trigger.gone trigger={} collection={} record={}",
                    act.trigger(),
                    act.change().collection(),
                    act.change().id());
            return Optional.empty();
        }
        return again(engine.run(TriggerRun.of(act.trigger(), template.get(), act.change()), deadline));
    }

    /** One that failed has ended: it is in the list of executions, and may be tried again from there. */
    private static Optional<Instant> again(Engine.Result result) {
        return result instanceof Engine.Result.Later later ? Optional.of(later.at()) : Optional.empty();
    }
}

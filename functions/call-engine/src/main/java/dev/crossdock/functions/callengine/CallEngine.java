package dev.crossdock.functions.callengine;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.engine.Engine;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.engine.Executions;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.flow.WorldException;
import dev.crossdock.graph.ChangeMessage;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.DefinitionStore;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * 2.1, 2.2 and 2.4 A change, a delivery or a person's wish becomes an execution of a template.
 *
 * <p>What waits is given back: hidden until its time, and answered as failed. It stays the first of its group, so a record's
 * changes keep their order. What ends an execution is its own limits, never the dead-letter queue.
 */
@ApplicationScoped
public class CallEngine implements SqsFunction {
    private static final Logger LOG = LoggerFactory.getLogger(CallEngine.class);
    /** A message at which the function itself fails is set aside after so many receives: its group must go on. */
    private static final int PATIENCE = 10;
    /** The queue allows a thousand receives; an execution that waits for longer goes on as a new message. */
    private static final int MANY = 900;
    /** The longest that SQS hides a message, with room for its clock. */
    private static final Duration LONGEST = Duration.ofHours(11);

    private final Engine engine;
    private final Executions executions;
    private final Function<String, Optional<String>> templateOfTrigger;
    private final Queue queue;
    private final ObjectStore objects;
    private final Clock clock;

    @Inject
    CallEngine(
            Engine engine,
            Executions executions,
            DefinitionStore definitions,
            Queue queue,
            ObjectStore objects,
            Clock clock) {
        this(engine, executions, trigger -> template(definitions, trigger), queue, objects, clock);
    }

    /** @param templateOfTrigger by the trigger's name; empty when there is no such trigger, or it runs none */
    CallEngine(
            Engine engine,
            Executions executions,
            Function<String, Optional<String>> templateOfTrigger,
            Queue queue,
            ObjectStore objects,
            Clock clock) {
        this.engine = engine;
        this.executions = executions;
        this.templateOfTrigger = templateOfTrigger;
        this.queue = queue;
        this.objects = objects;
        this.clock = clock;
    }

    /** What a trigger says under {@code run: { template: … }}. */
    private static Optional<String> template(DefinitionStore definitions, String trigger) {
        return definitions
                .text("trigger/" + trigger)
                .map(text -> RecordText.read(text.value()))
                .map(tree ->
                        tree instanceof Map<?, ?> keys && keys.get("run") instanceof Map<?, ?> run ? run : Map.of())
                .map(run -> (String) run.get("template"));
    }

    @Override
    public String name() {
        return "call-engine";
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        var waiting = new HashMap<String, Instant>();
        var answer = Sqs.each(event, message -> {
            try {
                work(message, invocation.deadline()).ifPresent(at -> {
                    waiting.put(message.group(), at);
                    throw new WorldException("the execution waits until " + at, null);
                });
            } catch (WorldException e) {
                throw e;
            } catch (RuntimeException e) {
                if (message.receives() < PATIENCE) throw e;
                setAside(message, e);
            }
        });
        giveBack(event, waiting, answer);
        return answer;
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
        if (message.get("delivery") instanceof String delivery) return delivery(delivery, deadline);
        if (message.get("execution") instanceof String execution) return execution(execution, received, deadline);
        return change(received, deadline);
    }

    /** The one place for deliveries of listeners. */
    private Optional<Instant> delivery(String id, Instant deadline) {
        throw new IllegalStateException("deliveries are not known yet: " + id);
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
        var again = again(engine.run(start, deadline));
        if (again.isEmpty() || received.receives() < MANY) return again;
        queue.send(
                ExecutionMessage.QUEUE,
                new ExecutionMessage(id).inOrder(clock.instant().toString()));
        return Optional.empty();
    }

    private Optional<Instant> change(Queue.Received received, Instant deadline) {
        var message = whole(ChangeMessage.parse(received.body()));
        var change = message.change();
        var template = templateOfTrigger.apply(message.trigger());
        if (template.isEmpty()) {
            LOG.warn(
                    "trigger.gone trigger={} collection={} record={}",
                    message.trigger(),
                    change.collection(),
                    change.id());
            return Optional.empty();
        }
        return again(engine.run(TriggerRun.of(message.trigger(), template.get(), change), deadline));
    }

    /** One that failed has ended: it is in the list of executions, and may be tried again from there. */
    private static Optional<Instant> again(Engine.Result result) {
        return result instanceof Engine.Result.Later later ? Optional.of(later.at()) : Optional.empty();
    }

    /**
     * Hides what waits until its time, and with it what is behind it in its group and came in the same batch: left as it is, that
     * would stay hidden for the queue's own minutes when its turn has long come.
     */
    private void giveBack(SQSEvent event, Map<String, Instant> waiting, SQSBatchResponse answer) {
        var failed = answer.getBatchItemFailures().stream()
                .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .collect(Collectors.toSet());
        for (var message : event.getRecords()) {
            var group = message.getAttributes() == null
                    ? null
                    : message.getAttributes().get("MessageGroupId");
            if (!failed.contains(message.getMessageId()) || !waiting.containsKey(group)) continue;
            var wait = Duration.between(clock.instant(), waiting.get(group));
            if (wait.isNegative()) wait = Duration.ZERO;
            if (wait.compareTo(LONGEST) > 0) wait = LONGEST;
            queue.release(
                    ExecutionMessage.QUEUE,
                    new Queue.Received(message.getMessageId(), message.getReceiptHandle(), "", group, 1),
                    wait);
        }
    }

    /** A message that was too large for the queue lies in the store. */
    private ChangeMessage whole(ChangeMessage message) {
        if (message.key() == null) return message;
        var content = objects.read(message.key(), null, 0);
        if (content.isEmpty()) throw new IllegalStateException(message.key() + " is not in the store");
        try (var in = content.get()) {
            return ChangeMessage.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new WorldException("reading " + message.key() + ": " + e.getMessage(), e);
        }
    }

    private void setAside(Queue.Received message, RuntimeException failure) {
        var key = ".runs/undelivered/failed/" + message.id() + ".json";
        objects.write(key, message.body().getBytes(StandardCharsets.UTF_8), "application/json");
        LOG.error("message.set-aside message={} receives={} kept={}", message.id(), message.receives(), key, failure);
    }
}

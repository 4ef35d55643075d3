package dev.crossdock.functions.callwebservice;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Project;
import dev.crossdock.definition.Trigger;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.graph.Change;
import dev.crossdock.graph.ChangeMessage;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Effect;
import dev.crossdock.web.Request;
import dev.crossdock.web.Sender;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * 2.1 One change becomes one call of a webservice.
 *
 * <p>A message whose webservice is away is given back: hidden for as long as the sender asks for, and answered as failed. It stays
 * the first of its group, so a record's changes keep their order; sent to the queue's end it would lose its place. Each return
 * counts as a receive, so the queue allows a thousand of them: more than a day's outage takes (Retry), and what ends an effect is
 * the connection's {@code retry.for}, never the dead-letter queue.
 */
@ApplicationScoped
public class CallWebservice implements SqsFunction {
    private static final Logger LOG = LoggerFactory.getLogger(CallWebservice.class);
    static final String QUEUE = "call-webservice.fifo";
    /** A message at which the function itself fails is set aside after so many receives: its group must go on. */
    private static final int PATIENCE = 10;
    /** The longest that SQS hides a message, with room for its clock. */
    private static final Duration LONGEST = Duration.ofHours(11);

    private final DefinitionStore definitions;
    private final Sender sender;
    private final Queue queue;
    private final ObjectStore objects;
    private final Clock clock;
    /** Compiled once for each state of the project. */
    private volatile Compiled compiled = new Compiled(null, Map.of());

    CallWebservice(DefinitionStore definitions, Sender sender, Queue queue, ObjectStore objects, Clock clock) {
        this.definitions = definitions;
        this.sender = sender;
        this.queue = queue;
        this.objects = objects;
        this.clock = clock;
    }

    private record Compiled(Project of, Map<String, TriggerCall> calls) {}

    @Override
    public String name() {
        return "call-webservice";
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        var waiting = new HashMap<String, Instant>();
        var answer = Sqs.each(event, message -> {
            try {
                call(message, invocation).ifPresent(at -> {
                    waiting.put(message.group(), at);
                    throw new WorldException("the call waits until " + at, null);
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

    @Funq("call-webservice")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(clock));
    }

    private Optional<Instant> call(Queue.Received received, Invocation invocation) {
        var message = whole(ChangeMessage.parse(received.body()));
        var change = message.change();
        var project = definitions.project();
        var trigger = project.triggers().get(message.trigger());
        if (trigger == null) {
            LOG.warn(
                    "trigger.gone trigger={} collection={} record={}",
                    message.trigger(),
                    change.collection(),
                    change.id());
            return Optional.empty();
        }
        var effect = new Effect(
                trigger.call().connection(),
                trigger.name(),
                change.collection() + "/" + change.id(),
                change.version(),
                change.event());
        var sending = sender.send(
                connection(project, trigger),
                effect,
                () -> request(project, trigger, change),
                received.body(),
                invocation.deadline());
        return sending.again();
    }

    /**
     * Hides what waits until its time, and with it what is behind it in its group and came in the same batch: left as it is, that
     * would stay hidden for the queue's own six minutes when its turn has long come.
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
                    QUEUE, new Queue.Received(message.getMessageId(), message.getReceiptHandle(), "", group, 1), wait);
        }
    }

    private Request request(Project project, Trigger trigger, Change change) {
        var known = compiled;
        if (known.of() != project) {
            known = new Compiled(project, new ConcurrentHashMap<>());
            compiled = known;
        }
        return known.calls()
                .computeIfAbsent(trigger.name(), name -> new TriggerCall(trigger, project.vars()))
                .request(change);
    }

    private static Connection connection(Project project, Trigger trigger) {
        var name = trigger.call().connection();
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
                        .at("trigger " + trigger.name())));
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

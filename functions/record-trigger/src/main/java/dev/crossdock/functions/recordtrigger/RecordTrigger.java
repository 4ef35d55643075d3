package dev.crossdock.functions.recordtrigger;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Project;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.ItemChange;
import dev.crossdock.event.Queue;
import dev.crossdock.event.StreamFunction;
import dev.crossdock.event.Streams;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.Change;
import dev.crossdock.graph.ChangeMessage;
import dev.crossdock.graph.TriggerRule;
import dev.crossdock.run.DefinitionStore;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** 2.1 A record's change becomes the calls that its triggers ask for, in the order of the record's changes. */
@ApplicationScoped
public class RecordTrigger implements StreamFunction {
    private static final Logger LOG = LoggerFactory.getLogger(RecordTrigger.class);
    private static final String CALLS = "call-webservice.fifo";
    /** A trigger whose call writes back starts the next one; at this many hops it is a loop. */
    private static final int MOST_HOPS = 8;

    private final DefinitionStore definitions;
    private final Queue queue;
    private final ObjectStore objects;
    private final Clock clock;
    /** Compiled once for each state of the project. */
    private volatile Rules rules = new Rules(null, List.of());

    RecordTrigger(DefinitionStore definitions, Queue queue, ObjectStore objects, Clock clock) {
        this.definitions = definitions;
        this.queue = queue;
        this.objects = objects;
        this.clock = clock;
    }

    private record Rules(Project of, List<TriggerRule> all) {}

    @Override
    public String name() {
        return "record-trigger";
    }

    @Override
    public StreamsEventResponse handle(DynamodbEvent event, Invocation invocation) {
        return Streams.each(event, this::changed);
    }

    @Funq("record-trigger")
    public StreamsEventResponse lambda(DynamodbEvent event) {
        return handle(event, Invocation.begin(clock));
    }

    private void changed(ItemChange item) {
        // What the table's own time to live takes away is no event of the business.
        if (item.expired()) return;
        var watching = rules().stream()
                .filter(rule -> rule.trigger().collection().equals(Change.collection(item)))
                .toList();
        // Most changes concern nobody: their images are not even read.
        if (watching.isEmpty()) return;
        Change.of(item).ifPresent(change -> watching.forEach(rule -> fire(rule, change)));
    }

    private void fire(TriggerRule rule, Change change) {
        var name = rule.trigger().name();
        try {
            if (!rule.concerns(change)) return;
            if (change.hop() >= MOST_HOPS) {
                throw new Refused(Problem.of(
                                "trigger.loop",
                                "\"%s\" of %s was written %d times by what its own changes started."
                                        .formatted(change.id(), change.collection(), change.hop()),
                                "Let the trigger's condition end the loop.")
                        .at("trigger " + name));
            }
        } catch (Refused e) {
            // The record's other triggers, and the records behind it, go on.
            LOG.error(
                    "trigger.refused trigger={} collection={} record={} code={} message=\"{}\"",
                    name,
                    change.collection(),
                    change.id(),
                    e.problem().code(),
                    e.problem());
            return;
        }
        var message = ChangeMessage.of(name, change);
        var body = message.json();
        if (body.length() > ChangeMessage.LARGEST) {
            var key = ".runs/changes/" + message.deduplication() + ".json";
            objects.write(key, body.getBytes(StandardCharsets.UTF_8), "application/json");
            body = ChangeMessage.at(key).json();
        }
        queue.send(CALLS, Queue.Message.inOrder(body, message.group(), message.deduplication()));
    }

    private List<TriggerRule> rules() {
        var project = definitions.project();
        var known = rules;
        if (known.of() == project) return known.all();
        var all = new ArrayList<TriggerRule>();
        for (var trigger : project.triggers().values()) {
            try {
                all.add(new TriggerRule(trigger));
            } catch (Refused e) {
                LOG.error("trigger.refused trigger={} message=\"{}\"", trigger.name(), e.problem());
            }
        }
        rules = new Rules(project, List.copyOf(all));
        return all;
    }
}

package dev.crossdock.webhook;

import dev.crossdock.definition.Listener;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.DefinitionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of listeners' queues: kept as deliveries, and only then deleted. What could not be kept stays in its queue, and
 * comes again. Thread-safe; two rounds at once share the messages.
 */
public final class ListenerQueues {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerQueues.class);
    /** Longer than ten messages take to be kept. */
    private static final Duration HIDDEN = Duration.ofSeconds(60);
    /** So much time a batch needs. */
    private static final Duration ROOM = Duration.ofSeconds(5);

    private final DefinitionStore definitions;
    private final Queue queue;
    private final Reception reception;
    private final Clock clock;

    public ListenerQueues(DefinitionStore definitions, Queue queue, Reception reception, Clock clock) {
        this.definitions = definitions;
        this.queue = queue;
        this.reception = reception;
        this.clock = clock;
    }

    /** Takes what is there. A queue that is out of reach stops no other. @param deadline after it the process may be killed */
    public void round(Instant deadline) {
        for (var listener : definitions.project().listeners().values()) {
            if (!listener.queued() || listener.disabled()) continue;
            try {
                round(listener, deadline);
            } catch (WorldException | Refused e) {
                LOG.warn("listener.queue listener={} reason=\"{}\"", listener.name(), e.getMessage());
            }
        }
    }

    private void round(Listener listener, Instant deadline) {
        var name = listener.queue().orElseThrow();
        while (clock.instant().plus(ROOM).isBefore(deadline)) {
            var messages = queue.receive(name, 10, HIDDEN);
            if (messages.isEmpty()) return;
            for (var message : messages) {
                // In their order: where one cannot be kept, those behind it wait as well.
                reception.take(listener.name(), message.id(), message.body(), deadline);
                queue.done(name, message);
            }
        }
    }
}

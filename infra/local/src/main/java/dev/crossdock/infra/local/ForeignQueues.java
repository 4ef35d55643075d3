package dev.crossdock.infra.local;

import dev.crossdock.run.DefinitionStore;
import dev.crossdock.webhook.ListenerQueues;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Queues that listeners name: somebody else's in AWS, and made here, so that a message can be sent to them by hand. */
@ApplicationScoped
class ForeignQueues {
    private static final Duration ROUND = Duration.ofSeconds(20);

    private final DefinitionStore definitions;
    private final ListenerQueues queues;
    private final Cloud cloud;
    private final Clock clock;
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    ForeignQueues(DefinitionStore definitions, ListenerQueues queues, Cloud cloud, Clock clock) {
        this.definitions = definitions;
        this.queues = queues;
        this.cloud = cloud;
        this.clock = clock;
    }

    /** Makes those that are missing. */
    void make() {
        for (var listener : definitions.project().listeners().values()) {
            listener.queue()
                    .map(arn -> arn.substring(arn.lastIndexOf(':') + 1))
                    .filter(made::add)
                    .ifPresent(cloud::queue);
        }
    }

    /** Takes what is in them. */
    void round() {
        make();
        queues.round(clock.instant().plus(ROUND));
    }

    /** The cloud has come back, perhaps without them. */
    void forget() {
        made.clear();
    }
}

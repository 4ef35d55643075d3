package dev.crossdock.infra.local;

import dev.crossdock.run.GoFirst;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets senders of webhooks be answered before the queues are worked on. A sender gives up within seconds and sends again, which makes
 * more work of the same; what is in a queue is safe there and can wait. In AWS the two are functions of their own; here they share
 * two cores and a store. Thread-safe.
 */
@ApplicationScoped
class SendersFirst implements GoFirst {
    /** As many at once are ordinary; when there are more, they wait for each other. */
    private static final int FEW = 4;
    /** The queues go on slowly, however many come. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final int BEFORE_ROUTES = 1_000;

    private int unanswered;

    void watch(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (context.normalizedPath().startsWith("/listeners/")) {
                        came();
                        // Also when the sender hangs up.
                        context.addEndHandler(end -> answered());
                    }
                    context.next();
                },
                BEFORE_ROUTES);
    }

    synchronized void came() {
        unanswered++;
    }

    synchronized void answered() {
        unanswered--;
        if (unanswered <= FEW) notifyAll();
    }

    /** Returns when few senders wait for their answer, or after a while. */
    @Override
    public synchronized void letPass() {
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            for (long left = LONGEST.toNanos(); unanswered > FEW && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.crossdock.aws;

import dev.crossdock.web.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Secrets of a store that is far away, kept for a while, and never over a snapshot (SnapStart): nothing is asked for before somebody
 * needs it, and what is there is forgotten before one is taken. Thread-safe; two who ask at the same time may both go.
 */
final class KeptSecrets implements Resource {
    static final Duration LONGEST = Duration.ofMinutes(5);
    /** An answer so young is not asked for again: a webservice that refuses every call costs no call of the store each. */
    static final Duration FRESH = Duration.ofSeconds(10);

    private final Function<String, Optional<Secret>> store;
    private final Clock clock;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Secret secret, Instant at) {}

    KeptSecrets(Function<String, Optional<Secret>> store, Clock clock) {
        this.store = store;
        this.clock = clock;
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        kept.clear();
    }

    /** Whoever was at work while the snapshot was taken may have fetched one after all. */
    @Override
    public void afterRestore(Context<? extends Resource> context) {
        kept.clear();
    }

    Optional<Secret> of(String name) {
        return notOlder(name, LONGEST);
    }

    Optional<Secret> fresh(String name) {
        return notOlder(name, FRESH);
    }

    private Optional<Secret> notOlder(String name, Duration most) {
        var known = kept.get(name);
        if (known != null) {
            var age = Duration.between(known.at(), clock.instant());
            // A negative age is that of a clock that was set back: it says nothing.
            if (!age.isNegative() && age.compareTo(most) < 0) return Optional.of(known.secret());
        }
        var now = clock.instant();
        var found = store.apply(name);
        if (found.isPresent()) kept.put(name, new Kept(found.get(), now));
        else kept.remove(name); // what is not there is asked for again: somebody is just making it
        return found;
    }
}

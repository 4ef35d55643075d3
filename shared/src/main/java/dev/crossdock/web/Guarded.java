package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Ledger;
import java.util.function.Supplier;

/**
 * Calls that no {@link Sender} makes, to blobs of Azure and files of SFTP servers, behind the same breaker that all workers share: a
 * destination that is away is looked at once in 30 s by the whole fleet, and whoever waits for it uses up no attempt. Thread-safe.
 */
public final class Guarded {
    private final Breaker breaker;
    private final Pace pace;

    public Guarded(Ledger ledger, Pace pace) {
        this.breaker = new Breaker(new Breakers(ledger, pace.clock()), pace.clock());
        this.pace = pace;
    }

    public Pace pace() {
        return pace;
    }

    /**
     * @param call throws {@link WorldException} when nobody answers, or asks for time ({@link WorldException#retryAfter}); whatever else it
     *     throws says nothing of that
     * @throws WorldException also when the connection is not called now: {@link WorldException#patient} for as long as {@code retry.for} says
     */
    public <T> T call(Connection connection, Supplier<T> call) {
        var held = breaker.ask(connection);
        if (held.isPresent()) throw held.get().waiting(connection, pace);
        try {
            var answer = call.get();
            breaker.answered(connection, true);
            return answer;
        } catch (WorldException e) {
            if (e.retryAfter().isPresent())
                breaker.hold(connection, e.retryAfter().get());
            else breaker.failed(connection, e.getMessage());
            throw e;
        }
    }
}

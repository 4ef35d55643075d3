package dev.crossdock.flow;

import java.time.Duration;

/** A worker's hold on its chunk, for a sink whose writes may take longer than a lease. Not thread-safe. */
public interface Hold {
    /** Nobody else wants the chunk, and nothing ends the process: for tests, and for work without a ledger. */
    Hold ENDLESS = new Hold() {
        @Override
        public void keep() {
            // There is nobody to lose it to.
        }

        @Override
        public Duration left() {
            return Duration.ofDays(1);
        }
    };

    /**
     * Keeps the chunk for longer. To be called every few seconds of a write; it costs nothing until a good part of the lease has
     * gone by.
     *
     * @throws Fenced when the chunk has another owner
     */
    void keep();

    /** How long this worker may go on before its process may be stopped. */
    Duration left();
}

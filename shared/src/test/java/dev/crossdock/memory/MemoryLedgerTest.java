package dev.crossdock.memory;

import dev.crossdock.run.Ledger;
import dev.crossdock.run.LedgerContract;
import java.time.Instant;

class MemoryLedgerTest extends LedgerContract {
    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Ledger ledger = new MemoryLedger(clock);

    @Override
    protected Ledger ledger() {
        return ledger;
    }

    @Override
    protected Instant now() {
        return clock.instant();
    }
}

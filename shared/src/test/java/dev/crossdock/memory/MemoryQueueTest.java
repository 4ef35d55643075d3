package dev.crossdock.memory;

import dev.crossdock.event.Queue;
import dev.crossdock.event.QueueContract;
import java.time.Duration;
import java.time.Instant;

class MemoryQueueTest extends QueueContract {
    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Queue queue = new MemoryQueue(clock);

    @Override
    protected Queue queue() {
        return queue;
    }

    @Override
    protected String standard() {
        return "standard";
    }

    @Override
    protected String fifo() {
        return "ordered.fifo";
    }

    @Override
    protected void pass(Duration time) {
        clock.step(time);
    }
}

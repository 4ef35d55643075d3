package dev.crossdock.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.Calls;
import org.junit.jupiter.api.Test;

/** What one webhook asks of stores and queues whose template maps, calls four times, stores a record and writes a mail. */
class DeliveryCallsTest {
    @Test
    void aDeliveryWithEightStepsCostsSoMuch() {
        var site = new Site();
        site.publish();
        site.order("N-0");
        site.untilQuiet();
        var calls = new Calls(site.faults);
        site.order("N-1");
        site.untilQuiet();
        calls.shown("delivery");
        assertThat(calls.of("http")).isEqualTo(4);
        assertThat(calls.of("ledger.write", "ledger.delete")).isLessThanOrEqualTo(30);
        assertThat(calls.of("ledger.read", "ledger.list")).isLessThanOrEqualTo(30);
        assertThat(calls.of("queue.send")).isEqualTo(1);
    }
}

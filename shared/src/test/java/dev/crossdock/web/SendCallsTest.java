package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.Calls;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a send asks of stores and queues, besides its calls to the webservice. */
class SendCallsTest {
    private static Calls sent(String mode, int records) {
        var house = new SendingHouse(
                h -> new Shop(h.faults), Map.of("delivery", mode), Map.of("request", "PUT /products/{sku}"));
        var calls = new Calls(house.house.faults);
        house.drop(SendingHouse.csv(records));
        return calls.shown("send " + records + " " + mode);
    }

    @Test
    void byKeyNothingIsNotedBeforeACall() {
        var one = sent("put-by-key", 1_000);
        var ten = sent("put-by-key", 10_000);
        assertThat(ten.of("http")).isEqualTo(10_000);
        assertThat(ten.of("ledger.write") - one.of("ledger.write")).isLessThanOrEqualTo(9 * 2);
        assertThat(ten.of("objects.") - one.of("objects.")).isLessThanOrEqualTo(9 * 4);
    }

    @Test
    void whereARepeatMattersEachGroupOfCallsIsNotedFirst() {
        var one = sent("at-most-once", 1_000);
        var ten = sent("at-most-once", 10_000);
        // A group is limits.concurrency calls, 8 unless a connection says otherwise; and a lookup of what was sent.
        assertThat(ten.of("ledger.write") - one.of("ledger.write")).isLessThanOrEqualTo(9 * (1_000 / 8 + 5));
    }
}

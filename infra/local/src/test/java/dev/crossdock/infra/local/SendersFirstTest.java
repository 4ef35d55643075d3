package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SendersFirstTest {
    private final SendersFirst senders = new SendersFirst();

    @Test
    void aFewSendersStopNobody() {
        for (int i = 0; i < 4; i++) senders.came();
        senders.letPass();
    }

    @Test
    void manySendersGoFirst() throws InterruptedException {
        for (int i = 0; i < 6; i++) senders.came();
        var queue = new Thread(senders::letPass);
        queue.start();
        while (queue.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
        senders.answered();
        senders.answered();
        queue.join();
        assertThat(queue.isAlive()).isFalse();
    }

    @Test
    void butNotForEver() {
        for (int i = 0; i < 6; i++) senders.came();
        senders.letPass();
    }
}

package dev.crossdock.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Queue} keeps. */
public abstract class QueueContract {
    private static final Duration LONG = Duration.ofMinutes(5);

    protected abstract Queue queue();

    /** An empty queue of this kind, by its short name. */
    protected abstract String standard();

    protected abstract String fifo();

    /** Lets this much time pass for the queue. */
    protected abstract void pass(Duration time);

    @Test
    void aMessageIsSeenByOneReceiverUntilItIsDone() {
        var name = standard();
        queue().send(name, Queue.Message.of("one ø"));
        var received = all(name, LONG);
        assertThat(received).extracting(Queue.Received::body).containsExactly("one ø");
        assertThat(received.get(0).receives()).isEqualTo(1);
        assertThat(queue().receive(name, 10, LONG)).isEmpty();
        queue().done(name, received.get(0));
        pass(Duration.ofSeconds(1));
        assertThat(queue().receive(name, 10, LONG)).isEmpty();
    }

    @Test
    void aMessageThatIsNotDoneComesAgainAndCountsItsReceives() {
        var name = standard();
        queue().send(name, Queue.Message.of("again"));
        assertThat(all(name, Duration.ofSeconds(1))).hasSize(1);
        pass(Duration.ofSeconds(2));
        var second = all(name, LONG);
        assertThat(second).hasSize(1);
        assertThat(second.get(0).receives()).isEqualTo(2);
        queue().release(name, second.get(0), Duration.ZERO);
        assertThat(all(name, LONG).get(0).receives()).isEqualTo(3);
    }

    @Test
    void aDelayedMessageComesLater() {
        var name = standard();
        queue().send(name, Queue.Message.later("later", Duration.ofSeconds(2)));
        assertThat(queue().receive(name, 10, LONG)).isEmpty();
        pass(Duration.ofSeconds(3));
        assertThat(all(name, LONG)).hasSize(1);
    }

    @Test
    void messagesOfAGroupKeepTheirOrderAndWaitForEachOther() {
        var name = fifo();
        for (int i = 0; i < 3; i++) queue().send(name, Queue.Message.inOrder("a" + i, "a", "a" + i));
        var first = queue().receive(name, 1, LONG);
        assertThat(first).extracting(Queue.Received::body).containsExactly("a0");
        assertThat(queue().receive(name, 10, LONG)).isEmpty();
        queue().send(name, Queue.Message.inOrder("b0", "b", "b0"));
        assertThat(all(name, LONG)).extracting(Queue.Received::body).containsExactly("b0");
        queue().done(name, first.get(0));
        assertThat(all(name, LONG)).extracting(Queue.Received::body).containsExactly("a1", "a2");
    }

    @Test
    void theSameDeduplicationIsAcceptedAndDropped() {
        var name = fifo();
        queue().send(name, Queue.Message.inOrder("one", "g", "same"));
        queue().send(name, Queue.Message.inOrder("two", "g", "same"));
        assertThat(all(name, LONG)).extracting(Queue.Received::body).containsExactly("one");
    }

    @Test
    void itsSizeCountsWhatIsLaterAndWhatSomebodyHas() {
        var name = standard();
        assertThat(queue().size(name)).isZero();
        queue().send(name, Queue.Message.of("now"));
        queue().send(name, Queue.Message.later("later", LONG));
        assertThat(queue().size(name)).isEqualTo(2);
        var received = all(name, LONG);
        assertThat(queue().size(name)).isEqualTo(2);
        queue().done(name, received.get(0));
        assertThat(queue().size(name)).isEqualTo(1);
    }

    private List<Queue.Received> all(String name, Duration visibility) {
        var received = new ArrayList<Queue.Received>();
        for (int empty = 0; empty < 3; ) {
            var some = queue().receive(name, 10, visibility);
            if (some.isEmpty()) empty++;
            received.addAll(some);
            if (!received.isEmpty() && some.isEmpty()) break;
        }
        return received;
    }
}

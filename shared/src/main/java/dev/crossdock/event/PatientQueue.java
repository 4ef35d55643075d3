package dev.crossdock.event;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.flow.WorldException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Works on a queue's messages, of which some must wait.
 *
 * <p>What waits is given back: hidden until its time, and answered as failed. In a FIFO queue it stays the first of its group, so a
 * group keeps its order; sent to the queue's end it would lose its place. Each return counts as a receive, so such a queue allows a
 * thousand of them, and what ends the waiting is a limit of its own, never the dead-letter queue. Thread-safe.
 */
public final class PatientQueue {
    /** A message at which the function itself fails is set aside after so many receives: its group must go on. */
    private static final int PATIENCE = 10;
    /** The longest that SQS hides a message, with room for its clock. */
    private static final Duration LONGEST = Duration.ofHours(11);

    private final Queue queue;
    private final String name;
    private final Clock clock;

    /** @param name of the queue */
    public PatientQueue(Queue queue, String name, Clock clock) {
        this.queue = queue;
        this.name = name;
        this.clock = clock;
    }

    /** Works on one message. */
    public interface Work {
        /** @return when to come again; empty when there is nothing left to do */
        Optional<Instant> on(Queue.Received message);
    }

    /** @param aside keeps a message that fails again and again */
    public SQSBatchResponse each(SQSEvent event, Work work, BiConsumer<Queue.Received, RuntimeException> aside) {
        var waiting = new HashMap<String, Instant>();
        var answer = Sqs.each(event, message -> {
            try {
                work.on(message).ifPresent(at -> {
                    waiting.put(message.group().isEmpty() ? message.id() : message.group(), at);
                    throw WorldException.waiting("it waits until " + at, Duration.between(clock.instant(), at));
                });
            } catch (WorldException e) {
                throw e;
            } catch (RuntimeException e) {
                if (message.receives() < PATIENCE) throw e;
                aside.accept(message, e);
            }
        });
        giveBack(event, waiting, answer);
        return answer;
    }

    /**
     * Hides what waits until its time, and with it what is behind it in its group and came in the same batch: left as it is, that
     * would stay hidden for the queue's own minutes when its turn has long come.
     */
    private void giveBack(SQSEvent event, Map<String, Instant> waiting, SQSBatchResponse answer) {
        var failed = answer.getBatchItemFailures().stream()
                .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .collect(Collectors.toSet());
        for (var message : event.getRecords()) {
            var group = message.getAttributes() == null
                    ? ""
                    : message.getAttributes().getOrDefault("MessageGroupId", "");
            var until = waiting.get(group.isEmpty() ? message.getMessageId() : group);
            if (!failed.contains(message.getMessageId()) || until == null) continue;
            var wait = Duration.between(clock.instant(), until);
            if (wait.isNegative()) wait = Duration.ZERO;
            if (wait.compareTo(LONGEST) > 0) wait = LONGEST;
            queue.release(
                    name, new Queue.Received(message.getMessageId(), message.getReceiptHandle(), "", group, 1), wait);
        }
    }
}

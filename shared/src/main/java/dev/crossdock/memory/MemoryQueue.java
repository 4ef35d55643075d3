package dev.crossdock.memory;

import dev.crossdock.event.Queue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Queues in memory, with visibility, receive counts, delays, and order per group on FIFO queues. Time is the clock's. Thread-safe
 * by one lock.
 */
public final class MemoryQueue implements Queue {
    private static final Duration DEDUPLICATION = Duration.ofMinutes(5);

    private final Clock clock;
    private final Faults faults;
    private final Map<String, List<Item>> queues = new HashMap<>();
    private final Map<String, Instant> seen = new HashMap<>();
    private long ids;

    private static final class Item {
        final String id;
        final Message message;
        Instant visibleAt;
        int receives;

        Item(String id, Message message, Instant visibleAt) {
            this.id = id;
            this.message = message;
            this.visibleAt = visibleAt;
        }
    }

    public MemoryQueue(Clock clock) {
        this(clock, new Faults());
    }

    public MemoryQueue(Clock clock, Faults faults) {
        this.clock = clock;
        this.faults = faults;
    }

    @Override
    public void send(String queue, Message message) {
        faults.around("queue.send " + queue, () -> {
            synchronized (this) {
                var now = clock.instant();
                if (!message.deduplication().isEmpty()) {
                    var key = queue + "\n" + message.deduplication();
                    var before = seen.get(key);
                    if (before != null && before.plus(DEDUPLICATION).isAfter(now)) return null;
                    seen.put(key, now);
                }
                queues.computeIfAbsent(queue, q -> new ArrayList<>())
                        .add(new Item("m-" + ++ids, message, now.plus(message.delay())));
                return null;
            }
        });
    }

    @Override
    public List<Received> receive(String queue, int max, Duration visibility) {
        return faults.around("queue.receive " + queue, () -> {
            synchronized (this) {
                var now = clock.instant();
                var received = new ArrayList<Received>();
                var blocked = new HashSet<String>();
                for (var item : queues.getOrDefault(queue, List.of())) {
                    if (received.size() == max) break;
                    var group = item.message.group();
                    if (item.visibleAt.isAfter(now) || !group.isEmpty() && blocked.contains(group)) {
                        // A message of a group that is in flight holds back those behind it.
                        blocked.add(group);
                        continue;
                    }
                    item.visibleAt = now.plus(visibility);
                    item.receives++;
                    received.add(new Received(
                            item.id, item.id + "#" + item.receives, item.message.body(), group, item.receives));
                }
                return List.copyOf(received);
            }
        });
    }

    @Override
    public void done(String queue, Received message) {
        faults.around("queue.done " + queue, () -> {
            synchronized (this) {
                queues.getOrDefault(queue, new ArrayList<>()).removeIf(item -> current(item, message));
                return null;
            }
        });
    }

    @Override
    public void release(String queue, Received message, Duration after) {
        faults.around("queue.release " + queue, () -> {
            synchronized (this) {
                for (var item : queues.getOrDefault(queue, List.of())) {
                    if (current(item, message)) item.visibleAt = clock.instant().plus(after);
                }
                return null;
            }
        });
    }

    @Override
    public synchronized long size(String queue) {
        return queues.getOrDefault(queue, List.of()).size();
    }

    /** Names of queues that hold messages, visible or not. */
    public synchronized List<String> waiting() {
        return queues.entrySet().stream()
                .filter(queue -> !queue.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** All messages are lost: what a queue without a memory does when its process is killed. */
    public synchronized void forget() {
        queues.clear();
        seen.clear();
    }

    private static boolean current(Item item, Received message) {
        return (item.id + "#" + item.receives).equals(message.handle());
    }
}

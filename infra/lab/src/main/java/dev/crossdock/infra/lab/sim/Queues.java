package dev.crossdock.infra.lab.sim;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import dev.crossdock.event.Queue;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.infra.local.Wires;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * SQS, and what polls it for the functions. Standard queues deliver now and then twice, also while the first one is worked on, and in any
 * order; FIFO queues in order within a group, whose head holds back what is behind it, and drop what has the same deduplication within
 * five minutes. Who is received too often goes to the dead letters. A chain of calls that feeds itself is stopped at sixteen, where the
 * function does not say that it means it.
 */
final class Queues implements Queue {
    private static final Duration DEDUPLICATION = Duration.ofMinutes(5);
    private static final int LONGEST_CHAIN = 16;

    private final World world;
    private final Map<String, List<Item>> queues = new TreeMap<>();
    private final Map<String, Instant> seen = new HashMap<>();
    private final Map<String, Mapping> mappings = new HashMap<>();
    private final List<String> dead = new ArrayList<>();
    private final Map<String, Long> letters = new HashMap<>();
    private long ids;

    private record Mapping(Wires.QueueSource source, Wires.Function function) {}

    private static final class Item {
        final String id;
        final Message message;
        final Map<String, Integer> lineage;
        Instant visibleAt;
        int receives;

        Item(String id, Message message, Map<String, Integer> lineage, Instant visibleAt) {
            this.id = id;
            this.message = message;
            this.lineage = lineage;
            this.visibleAt = visibleAt;
        }

        String handle() {
            return id + "#" + receives;
        }
    }

    Queues(World world) {
        this.world = world;
    }

    void map(Wires.QueueSource source, Wires.Function function) {
        mappings.put(source.queue().name(), new Mapping(source, function));
    }

    /** What can be neither worked on nor forgotten. */
    List<String> dead() {
        return dead;
    }

    List<String> waiting() {
        return queues.entrySet().stream()
                .filter(queue -> !queue.getValue().isEmpty())
                .map(queue -> queue.getKey() + " " + queue.getValue().size())
                .toList();
    }

    @Override
    public void send(String queue, Message message) {
        world.faults.around("queue.send " + queue, () -> {
            put(queue, message, world.running() == null ? Map.of() : world.running().lineage);
            return null;
        });
    }

    /** From outside: nobody of ours is running. */
    void put(String queue, Message message, Map<String, Integer> lineage) {
        var now = world.now();
        if (fifo(queue) != !message.group().isEmpty()) {
            world.findings.add("queue", queue + " was sent a message with the group \"" + message.group() + "\"");
        }
        if (fifo(queue)) {
            var before = seen.put(queue + "\n" + message.deduplication(), now);
            if (before != null && before.plus(DEDUPLICATION).isAfter(now)) {
                seen.put(queue + "\n" + message.deduplication(), before);
                return;
            }
        }
        int copies = fifo(queue) ? 1 : world.copies("twice", queue, 0.02);
        var id = "m-" + ++ids;
        for (int copy = 0; copy < copies; copy++) {
            var wait = message.delay().plusMillis(20 + world.chance.below("latency " + queue, fifo(queue) ? 80 : 400));
            if (copy > 0)
                wait = wait.plusSeconds(world.chance.below("latency " + queue, world.weather.copies() > 1 ? 600 : 240));
            var item = new Item(id, message, new HashMap<>(lineage), now.plus(wait));
            queues.computeIfAbsent(queue, q -> new ArrayList<>()).add(item);
            due(queue, wait);
        }
    }

    private void due(String queue, Duration wait) {
        if (mappings.containsKey(queue)) world.in(wait, "poll " + queue, () -> poll(queue));
    }

    private static boolean fifo(String queue) {
        return queue.endsWith(".fifo");
    }

    @Override
    public List<Received> receive(String queue, int max, Duration visibility) {
        return world.faults.around(
                "queue.receive " + queue,
                () -> take(queue, max, visibility).stream()
                        .map(Queues::received)
                        .toList());
    }

    private static Received received(Item item) {
        return new Received(item.id, item.handle(), item.message.body(), item.message.group(), item.receives);
    }

    private List<Item> take(String queue, int max, Duration visibility) {
        var now = world.now();
        var taken = new ArrayList<Item>();
        var heldBack = new HashSet<String>();
        var ready = new ArrayList<Item>();
        for (var item : queues.getOrDefault(queue, List.of())) {
            var group = item.message.group();
            if (item.visibleAt.isAfter(now) || fifo(queue) && heldBack.contains(group)) heldBack.add(group);
            else ready.add(item);
        }
        while (!ready.isEmpty() && taken.size() < max) {
            int which = fifo(queue) ? 0 : world.chance.below("order " + queue, ready.size());
            var item = ready.remove(which);
            item.receives++;
            item.visibleAt = now.plus(visibility);
            taken.add(item);
        }
        return taken;
    }

    @Override
    public void done(String queue, Received message) {
        world.faults.around("queue.done " + queue, () -> {
            delete(queue, message.handle());
            return null;
        });
    }

    private void delete(String queue, String handle) {
        queues.getOrDefault(queue, new ArrayList<>())
                .removeIf(item -> item.handle().equals(handle));
    }

    @Override
    public void release(String queue, Received message, Duration after) {
        world.faults.around("queue.release " + queue, () -> {
            for (var item : queues.getOrDefault(queue, List.of())) {
                if (!item.handle().equals(message.handle())) continue;
                item.visibleAt = world.now().plus(after);
                due(queue, after);
            }
            return null;
        });
    }

    /** Dead letters are kept apart: each that nobody meant is a finding. */
    @Override
    public long size(String queue) {
        return world.faults.around(
                "queue.size " + queue,
                () -> letters.getOrDefault(
                        queue, (long) queues.getOrDefault(queue, List.of()).size()));
    }

    /** What Lambda's pollers do. */
    private void poll(String queue) {
        var mapping = mappings.get(queue);
        var wires = mapping.source().queue();
        int most = 1 + world.chance.below("batch " + queue, mapping.source().batchSize());
        var batch = new ArrayList<>(take(queue, most, wires.visibility()));
        for (var item : batch) due(queue, wires.visibility());
        batch.removeIf(item -> gone(queue, mapping, item));
        if (batch.isEmpty()) return;
        // What did not fit into the batch.
        due(queue, Duration.ofMillis(20));
        var event = Sqs.event(queue, batch.stream().map(Queues::received).toList());
        var name = mapping.function().name();
        var lineage = new HashMap<String, Integer>();
        batch.forEach(item -> item.lineage.forEach((function, n) -> lineage.merge(function, n, Math::max)));
        var answer = world.lambdas.call(name, lineage, (machine, invocation) -> {
            machine.message = event.getRecords().get(0).getMessageId();
            return world.bugs.handle((SqsFunction) machine.function, event, invocation, machine);
        });
        if (answer.isEmpty()) return;
        var failed = answer.get().getBatchItemFailures().stream()
                .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .collect(Collectors.toSet());
        for (var message : event.getRecords()) {
            if (!failed.contains(message.getMessageId())) delete(queue, message.getReceiptHandle());
        }
    }

    private boolean gone(String queue, Mapping mapping, Item item) {
        var wires = mapping.source().queue();
        boolean tooOften = wires.dead().isPresent() && item.receives > wires.maxReceives();
        boolean loop = !mapping.function().recursive()
                && item.lineage.getOrDefault(mapping.function().name(), 0) >= LONGEST_CHAIN;
        if (!tooOften && !loop) return false;
        queues.get(queue).remove(item);
        wires.dead().ifPresent(name -> letters.merge(name, 1L, Long::sum));
        dead.add(queue + (loop ? ", stopped as a loop: " : ": ") + item.message.body());
        return true;
    }
}

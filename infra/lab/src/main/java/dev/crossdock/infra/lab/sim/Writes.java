package dev.crossdock.infra.lab.sim;

import dev.crossdock.definition.Collection;
import dev.crossdock.graph.Records;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Another's program that writes and deletes records by the API (2.3). Of each record its writes wait for one another: the source's order. */
final class Writes {
    private final World world;
    private final String collection;
    private final Map<String, Deque<Runnable>> lines = new HashMap<>();

    Writes(World world, String collection) {
        this.world = world;
        this.collection = collection;
    }

    /** @param data with the key @param acknowledged told of the first good answer that the program sees */
    void put(String id, Map<String, Object> data, Records.IfExists ifExists, Runnable acknowledged) {
        ask(
                id,
                "write " + id + " " + data.get("n"),
                (records, collection) -> records.put(collection, Optional.of(id), data, ifExists, OptionalLong.empty()),
                acknowledged);
    }

    void delete(String id, Runnable acknowledged) {
        ask(
                id,
                "delete " + id,
                (records, collection) -> records.delete(collection, id, OptionalLong.empty()),
                acknowledged);
    }

    private interface Write {
        void apply(Records records, Collection collection);
    }

    private void ask(String id, String what, Write write, Runnable acknowledged) {
        var line = lines.computeIfAbsent(id, i -> new ArrayDeque<>());
        line.add(() -> new Caller(
                        world,
                        "graph-api",
                        what,
                        0,
                        (machine, invocation) -> {
                            write.apply(
                                    new Records(machine.records, machine.clock),
                                    machine.definitions.collection(collection));
                            return true;
                        },
                        () -> {
                            acknowledged.run();
                            line.poll();
                            if (!line.isEmpty()) line.peek().run();
                        })
                .ask());
        if (line.size() == 1) line.peek().run();
    }
}

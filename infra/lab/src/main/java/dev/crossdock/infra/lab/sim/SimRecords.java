package dev.crossdock.infra.lab.sim;

import dev.crossdock.graph.RecordStore;
import dev.crossdock.memory.MemoryRecordStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records table as DynamoDB answers: of a call's writes some may be left unprocessed, which is no error. Not thread-safe. */
final class SimRecords {
    final MemoryRecordStore inner;
    private final World world;

    SimRecords(World world, MemoryRecordStore inner) {
        this.world = world;
        this.inner = inner;
    }

    /** @return per write what became of its condition; empty = unprocessed */
    List<Optional<Boolean>> take(List<RecordStore.Write> writes) {
        var now = new ArrayList<RecordStore.Write>();
        var taken = new ArrayList<Boolean>();
        for (var write : writes) {
            boolean left = world.odd("unprocessed", "records " + write.collection(), 0.01);
            taken.add(!left);
            if (!left) now.add(write);
        }
        var done = now.isEmpty() ? List.<Boolean>of() : inner.write(now);
        var answers = new ArrayList<Optional<Boolean>>();
        int at = 0;
        for (boolean processed : taken) answers.add(processed ? Optional.of(done.get(at++)) : Optional.empty());
        return answers;
    }
}

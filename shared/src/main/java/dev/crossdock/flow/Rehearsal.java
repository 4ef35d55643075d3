package dev.crossdock.flow;

import java.util.List;

/** What {@link Sink#rehearsal()} is where a sink has nothing better: every record is taken for written, nothing is. */
final class Rehearsal implements Sink {
    private final Sink real;

    Rehearsal(Sink real) {
        this.real = real;
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        return new Writer() {
            @Override
            public List<Outcome> write(Batch batch) {
                return batch.records().stream().map(record -> Outcome.WRITTEN).toList();
            }

            @Override
            public Receipt flush() {
                return Receipt.NONE;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public void finish(List<Receipt> receipts) {
        // Nothing was written.
    }

    @Override
    public Object shown(Record record) {
        return real.shown(record);
    }

    @Override
    public Sink rehearsal() {
        return this;
    }
}

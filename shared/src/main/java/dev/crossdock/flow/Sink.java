package dev.crossdock.flow;

import java.util.List;

/** Where a run's records go. Stateless; what it must remember travels in receipts. */
public interface Sink {
    /** @param sofar {@link Receipt#NONE} at first, else what {@link Writer#flush()} gave last for this chunk */
    Writer open(Chunk chunk, Receipt sofar);

    /**
     * Completes the output: once per run, maybe on another machine than the writes, maybe called again after a crash. Repeating
     * it changes nothing.
     *
     * @param receipts the last receipt of each chunk, in the order of the chunks
     */
    void finish(List<Receipt> receipts);

    /** Keys in the store of what {@link #finish} made, for the run's report; the same whenever it is asked. */
    default List<String> outputs() {
        return List.of();
    }

    /** One worker's hand on one chunk's output; not thread-safe. */
    interface Writer extends AutoCloseable {
        /**
         * One outcome per record, in order. A bad record never throws and spoils nobody. Records of a batch that was already
         * written before a crash may come again and must end as they did.
         *
         * @throws WorldException when the place is out of reach; the batch comes again later
         */
        List<Outcome> write(Batch batch);

        /** Whether enough was written for {@link #flush} to be worth its cost; asked after each batch. */
        default boolean due() {
            return true;
        }

        /** Makes everything written durable; what it returns is saved together with the checkpoint. */
        Receipt flush();

        @Override
        void close();
    }
}

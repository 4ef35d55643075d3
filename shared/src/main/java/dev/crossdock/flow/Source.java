package dev.crossdock.flow;

import java.util.List;
import java.util.Optional;

/** Where a run's records come from. Stateless: any worker may open any chunk, at any checkpoint, on any machine. */
public interface Source {
    /**
     * Cuts the input, once per run: the same input gives the same chunks, so a crash in the middle of planning is repeated
     * safely. One chunk if the input cannot be cut; never empty.
     *
     * @throws Refused when the input cannot be read at all; the run fails with that problem
     * @throws WorldException when the store is out of reach; the call is repeated later
     */
    List<Chunk> plan();

    /**
     * Opens a chunk where an earlier worker left it.
     *
     * @param from {@link Checkpoint#START}, or what {@link Cursor#position()} gave for this chunk
     */
    Cursor open(Chunk chunk, Checkpoint from);

    /**
     * Remembers what the next run must know: once per run, when everything is at the sink and the sink has finished; maybe
     * again after a crash. Not called for a run that has failed or was cancelled.
     *
     * @param chunks in their order
     * @param ends the last checkpoint of each
     */
    default void finish(List<Chunk> chunks, List<Checkpoint> ends) {}

    /** One worker's place in one chunk; not thread-safe. */
    interface Cursor extends AutoCloseable {
        /**
         * The next 1 to {@link Batch#LIMIT} records; empty = end of the chunk, and stays empty. A record that cannot be read but
         * can be stepped over comes with its problem ({@link Record#unreadable()}).
         *
         * @throws Refused when nothing after this place can be read
         */
        Optional<Batch> next();

        /** Covers every batch returned so far. */
        Checkpoint position();

        /** Share of the chunk that was read, 0 to 1, for progress bars. */
        default double progress() {
            return 0;
        }

        @Override
        void close();
    }
}

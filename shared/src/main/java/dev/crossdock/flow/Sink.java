package dev.crossdock.flow;

import java.util.List;
import java.util.Optional;

/** Where a run's records go. Stateless; what it must remember travels in receipts. */
public interface Sink {
    /** @param sofar {@link Receipt#NONE} at first, else what {@link Writer#flush()} gave last for this chunk */
    Writer open(Chunk chunk, Receipt sofar);

    /** As {@link #open(Chunk, Receipt)}, for a sink whose writes take long: it keeps the chunk meanwhile. */
    default Writer open(Chunk chunk, Receipt sofar, Hold hold) {
        return open(chunk, sofar);
    }

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

    /** A sink that gives the outcomes which this one would give, and changes nothing; empty when it cannot tell beforehand. */
    default Optional<Sink> checking() {
        return Optional.empty();
    }

    /**
     * The sink of a dry run: it answers as this one would and leaves nothing behind at the place where records go, so its
     * {@link #finish} is never called. Sinks that refuse records, or know what is there already, say so here too; the others
     * take every record for written.
     */
    default Sink rehearsal() {
        return new Rehearsal(this);
    }

    /** A record as it would arrive at this sink, for people to look at: a tree as {@link Record#value()} has it. */
    default Object shown(Record record) {
        return record.value();
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

        /** Told of a record that was refused before it came here: it could not be read, or not be mapped. */
        default void missed(Record record) {}

        /** Whether enough was written for {@link #flush} to be worth its cost; asked after each batch. */
        default boolean due() {
            return true;
        }

        /** Makes everything written durable; what it returns is saved together with the checkpoint. */
        Receipt flush();

        /** As {@link #flush}, where nothing more of the chunk comes; called once by each worker that reaches its end. */
        default Receipt end() {
            return flush();
        }

        @Override
        void close();
    }
}

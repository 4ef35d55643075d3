package dev.crossdock.web;

import dev.crossdock.flow.Record;

/**
 * One record on its way to a webservice. Changed by the one thread that owns the write.
 *
 * @see Courier
 */
final class Item {
    /** Index in the batch. */
    final int at;

    final Record record;
    /** Names it within its write: the same after a crash. */
    final String key;
    /** By which an answer names it; empty = by nothing. */
    final String id;

    /** What became of it; null = nothing yet. */
    Settled settled;
    /** Calls that carried it. */
    int attempts;
    /** Calls that were repeated although an earlier one may have had its effect. */
    int repeats;

    Item(int at, Record record, String key, String id) {
        this.at = at;
        this.record = record;
        this.key = key;
        this.id = id;
    }
}

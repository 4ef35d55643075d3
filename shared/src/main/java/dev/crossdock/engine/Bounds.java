package dev.crossdock.engine;

import java.time.Duration;

/** What an execution may take. Constants: nobody but us would turn them. */
final class Bounds {
    /** Steps of one execution, those of its items and of the templates that it runs included. */
    static final int STEPS = 10_000;
    /** Templates inside one another. */
    static final int DEPTH = 8;
    /** Items of one {@code each}. */
    static final int ITEMS = 10_000;
    /** Bytes of JSON of one result, input or output. */
    static final int RESULT = 5 << 20;
    /** Larger results lie in the object store; an entry of the ledger holds 350 KB. */
    static final int INLINE = 32 << 10;
    /** Bytes of a body that a debug answer shows. */
    static final int SHOWN = 4 << 10;
    /** Records that one query looks at. */
    static final int LOOKED_AT = 10_000;
    /** Addresses of one mail. */
    static final int ADDRESSES = 50;
    /** As long as effects are remembered (web.Notes): behind that nothing could say what has happened. */
    static final Duration KEPT = Duration.ofDays(30);
    /** Kept free before the deadline, to write down how far it is. */
    static final Duration RESERVE = Duration.ofSeconds(2);
    /** Characters of an execution's id: it is part of the ledger's and the store's keys. */
    static final int ID = 400;

    private Bounds() {}
}

package dev.crossdock.flow;

import java.util.List;

/** A pure function from one record to none (skipped), one or several. Thread-safe; no clock, no network. */
@FunctionalInterface
public interface Mapping {
    /** The record as it is: what a job without a {@code map} uses. */
    Mapping IDENTITY = List::of;

    /**
     * @return never null; each result keeps the origin of {@code in}
     * @throws Refused when this record cannot be mapped: it is rejected with that problem, the others go on
     */
    List<Record> apply(Record in);
}

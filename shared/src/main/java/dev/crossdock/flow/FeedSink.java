package dev.crossdock.flow;

import java.util.List;

/**
 * A sink that remembers in its receipts what came, so that what a full feed lacks can be found and taken away afterwards. Finding
 * and removing are phases of their own, each a source and a sink.
 */
public interface FeedSink extends Sink {
    /** How many records were refused before their key was known: as long as there is one, nothing can be called missing. */
    long unknown(List<Receipt> written);

    /** All that is there, in as many chunks as it takes to compare in bounded memory. */
    Source there(List<Receipt> written);

    /**
     * Compares what is there with what came: WRITTEN = missing from the feed, and noted in the receipt; UNCHANGED = in the feed, or
     * newer than it; SKIPPED = made by this run.
     */
    Sink comparing(List<Receipt> written);

    /** What the comparison noted, in one chunk. */
    Source missing(List<Receipt> compared);

    /** Takes away what is as it was when it was compared: WRITTEN = it is gone, SKIPPED = it was changed since, and stays. */
    Sink removing();
}

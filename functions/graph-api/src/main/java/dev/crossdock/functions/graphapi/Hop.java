package dev.crossdock.functions.graphapi;

import dev.crossdock.graph.Triggers;
import jakarta.ws.rs.core.HttpHeaders;

/** How far a request is from what a person did: the calls of triggers say it, so that a trigger that writes back comes to an end. */
final class Hop {
    private static final String HEADER = "Crossdock-Hop";

    private Hop() {}

    /** @param headers of the request that is being answered @return 0 to 8; 0 when the header is missing or says something else */
    static int of(HttpHeaders headers) {
        return of(headers.getHeaderString(HEADER));
    }

    static int of(String text) {
        if (text == null || !text.strip().matches("[0-9]{1,6}")) return 0;
        return Math.min(Triggers.MOST_HOPS, Integer.parseInt(text.strip()));
    }
}

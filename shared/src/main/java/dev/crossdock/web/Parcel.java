package dev.crossdock.web;

import dev.crossdock.flow.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one call carries: one record, or those of a batch. Changed by the one thread that owns the write. */
final class Parcel {
    final List<Item> items;
    final Request request;
    /** Its idempotency key: the same bytes always go under the same one. */
    final String key;

    /** Not before then. */
    Instant notBefore;
    /** When its first call was made; null = none was. */
    Instant first;
    /** Calls that failed since the last pause. */
    int inRow;
    /** Answers 500. */
    int errors;
    /** Why the last call failed. */
    Optional<Problem> problem = Optional.empty();

    Parcel(List<Item> items, Request request, String key, Instant notBefore) {
        this.items = List.copyOf(items);
        this.request = request;
        this.key = key;
        this.notBefore = notBefore;
    }

    /** As old and as tried as another one. */
    Parcel after(Parcel before) {
        first = before.first;
        inRow = before.inRow;
        errors = before.errors;
        problem = before.problem;
        return this;
    }

    /** For messages: {@code PUT /products/A-1}, {@code POST /products (100 records)}. */
    String called() {
        return items.size() == 1 ? request.toString() : request + " (" + items.size() + " records)";
    }

    int attempts() {
        return items.get(0).attempts;
    }
}

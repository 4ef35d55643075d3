package dev.crossdock.web;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.To.WebserviceTarget.Batching;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes records into calls: one each, or as many as fit. The same records give the same calls. A record of which no call can be
 * made is settled as rejected, and spoils nobody. Thread-safe.
 */
final class Packing {
    private static final Set<String> ORDERED = Set.of("PUT", "PATCH", "DELETE");

    private final RequestTemplate template;
    private final Optional<Batching> batching;
    private final Map<String, Object> variables;
    private final Connection.Delivery mode;

    Packing(
            RequestTemplate template,
            Optional<Batching> batching,
            Map<String, Object> variables,
            Connection.Delivery mode) {
        this.template = template;
        this.batching = batching;
        this.variables = variables;
        this.mode = mode;
    }

    /** Calls for these records, in their order. */
    List<Parcel> pack(List<Item> items, Instant now) {
        int size = batching.map(Batching::size).orElse(1);
        var parcels = new ArrayList<Parcel>();
        for (int from = 0; from < items.size(); from += size) {
            parcels.addAll(fit(items.subList(from, Math.min(from + size, items.size())), now));
        }
        return parcels;
    }

    /** Half of them each; what is left of one record is that record. */
    List<Parcel> halves(Parcel parcel, Instant now) {
        int middle = parcel.items.size() / 2;
        var halves = new ArrayList<Parcel>();
        halves.addAll(fit(parcel.items.subList(0, middle), now));
        halves.addAll(fit(parcel.items.subList(middle, parcel.items.size()), now));
        halves.forEach(half -> half.after(parcel));
        return halves;
    }

    /** Those that have to be sent again, in one call. */
    List<Parcel> again(List<Item> items, Parcel before, Instant now) {
        var parcels = fit(items, now);
        parcels.forEach(parcel -> parcel.after(before));
        return parcels;
    }

    private List<Parcel> fit(List<Item> items, Instant now) {
        if (items.isEmpty()) return List.of();
        try {
            var request = request(items);
            if (items.size() == 1
                    || bytes(request) <= batching.map(Batching::bytes).orElse(Long.MAX_VALUE)) {
                return List.of(new Parcel(items, request, key(items), now));
            }
        } catch (Refused e) {
            if (items.size() == 1) {
                refuse(items.get(0), e.problem());
                return List.of();
            }
        }
        var halves = new ArrayList<Parcel>();
        halves.addAll(fit(items.subList(0, items.size() / 2), now));
        halves.addAll(fit(items.subList(items.size() / 2, items.size()), now));
        return halves;
    }

    private static long bytes(Request request) {
        return request.body()
                .map(body -> (long) body.getBytes(StandardCharsets.UTF_8).length)
                .orElse(0L);
    }

    private static void refuse(Item item, Problem problem) {
        item.settled = new Settled(Outcome.Kind.REJECTED, 0, item.attempts, 0, Optional.of(problem), Optional.empty());
    }

    private Request request(List<Item> items) {
        if (batching.isEmpty()) return template.request(items.get(0).record.value(), variables);
        var values = new ArrayList<Object>(items.size());
        items.forEach(item -> values.add(item.record.value()));
        return template.batch(values, variables);
    }

    private String key(List<Item> items) {
        if (mode != Connection.Delivery.IDEMPOTENCY_KEY) return "";
        return Sha256.hex(items.stream().map(item -> item.key).collect(Collectors.joining("\n")))
                .substring(0, 40);
    }

    /**
     * By what calls of one write must go one after the other: the later one says what shall be. Empty = they may go beside one
     * another.
     */
    Optional<String> order(Item item, Request request) {
        if (batching.isPresent()) return item.id.isEmpty() ? Optional.empty() : Optional.of(item.id);
        return ORDERED.contains(request.method()) ? Optional.of(request.target()) : Optional.empty();
    }

    boolean inBatches() {
        return batching.isPresent();
    }
}

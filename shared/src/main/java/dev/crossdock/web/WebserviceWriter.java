package dev.crossdock.web;

import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Hold;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Sha256;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.WorldException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One worker's hand on one chunk's calls. */
final class WebserviceWriter implements Sink.Writer {
    private final WebserviceSink sink;
    private final int chunk;
    private final Hold hold;
    private final Sink.Writer results;
    private final Outage outage;
    private long writes;
    private boolean stale = true;
    private String lastOrigin = "";
    private int sameOrigin;

    WebserviceWriter(WebserviceSink sink, int chunk, WebserviceSink.Place place, Hold hold, Sink.Writer results) {
        this.sink = sink;
        this.chunk = chunk;
        this.hold = hold;
        this.results = results;
        this.writes = place.writes();
        this.outage = new Outage(place.away());
    }

    /** @throws WorldException when the webservice is away, or the time is up; what is settled is noted, and not sent again */
    @Override
    public List<Outcome> write(Batch batch) {
        if (stale) Journal.forget(sink.sender.ledger, sink.work.run().id(), chunk, writes);
        stale = false;
        var journal = new Journal(
                sink.sender.ledger, sink.sender.pace.clock(), sink.work.run().id(), chunk, writes);
        var items = items(batch);
        var before = journal.read();
        before.ifPresent(page -> {
            settled(items, page);
            outage.since(page.away());
        });
        var waves = waves(items, before);
        for (var wave = waves.pollFirstEntry(); wave != null; wave = waves.pollFirstEntry()) {
            var rest = waves.values();
            var courier = new Courier[1];
            Runnable note = () -> journal.write(page(items, courier[0], rest));
            courier[0] = new Courier(sink.sender, sink.connection, sink.packing, sink.bulk, hold, outage, note);
            var again = courier[0].deliver(wave.getValue());
            if (again.isPresent()) {
                note.run();
                throw waiting(items, courier[0], again.get());
            }
        }
        // Otherwise a crash before the save would make the last calls again.
        if (Courier.noted(sink.connection.delivery())) journal.write(page(items, null, List.of()));
        writes++;
        tell(items);
        return items.stream()
                .map(item -> item.settled.outcome(sink.connection.name()))
                .toList();
    }

    private List<Item> items(Batch batch) {
        var items = new ArrayList<Item>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            var record = batch.records().get(i);
            var said = sink.naming == WebserviceSink.Naming.BY_NUMBER
                    ? record.origin().record()
                    : record.origin().file() + "\n" + RequestTemplate.json(record.value());
            var origin = sink.work.run().root() + "\n" + said;
            // One record may have become several, and these may be alike.
            sameOrigin = origin.equals(lastOrigin) ? sameOrigin + 1 : 0;
            lastOrigin = origin;
            var key = Sha256.hex(origin + "\n" + sameOrigin).substring(0, 20);
            var id = sink.bulk
                    .flatMap(bulk -> bulk.idOf(record.value(), sink.variables))
                    .orElse("");
            var item = new Item(i, record, key, id);
            if (id.isEmpty() && sink.bulk.filter(BulkAnswer::byId).isPresent()) {
                var problem = Problem.of(
                        "web.no-id",
                        "results.id gives nothing for this record, so no answer could name it.",
                        "Give the record that field, or leave results.id out if answers keep the order.");
                item.settled = new Settled(Outcome.Kind.REJECTED, 0, 0, 0, Optional.of(problem), Optional.empty());
            }
            items.add(item);
        }
        return items;
    }

    private static void settled(List<Item> items, Journal.Page page) {
        for (var item : items) {
            var end = page.settled().get(item.key);
            if (end == null || item.settled != null) continue;
            item.settled = end;
            item.attempts = end.attempts();
            item.repeats = end.repeats();
        }
    }

    /** Calls in the order of their waves: in one wave nothing says twice what shall be of the same thing. */
    private TreeMap<Integer, List<Parcel>> waves(List<Item> items, Optional<Journal.Page> before) {
        var now = sink.sender.pace.clock().instant();
        var seen = new HashMap<String, Integer>();
        var waveOf = new HashMap<Item, Integer>();
        var fresh = new TreeMap<Integer, List<Item>>();
        var singles = new HashMap<Item, List<Parcel>>();
        var known = new HashMap<String, Item>();
        for (var item : items) {
            if (item.settled != null) continue;
            Optional<String> order;
            if (sink.packing.inBatches()) {
                order = sink.packing.order(item, null);
            } else {
                var parcels = sink.packing.pack(List.of(item), now);
                if (parcels.isEmpty()) continue;
                singles.put(item, parcels);
                order = sink.packing.order(item, parcels.get(0).request);
            }
            int wave = order.map(name -> seen.merge(name, 1, Integer::sum) - 1).orElse(0);
            waveOf.put(item, wave);
            known.put(item.key, item);
        }
        var waves = new TreeMap<Integer, List<Parcel>>();
        var reopened = new HashSet<Item>();
        before.ifPresent(page -> {
            for (var open : page.open()) {
                var carried = new ArrayList<Item>();
                for (var key : open.keys()) if (known.containsKey(key)) carried.add(known.get(key));
                if (carried.isEmpty()) continue;
                reopened.addAll(carried);
                reopen(carried, open, now, waves, waveOf);
            }
        });
        for (var item : items) {
            if (item.settled != null || !waveOf.containsKey(item) || reopened.contains(item)) continue;
            int wave = waveOf.get(item);
            if (singles.containsKey(item))
                waves.computeIfAbsent(wave, w -> new ArrayList<>()).addAll(singles.get(item));
            else fresh.computeIfAbsent(wave, w -> new ArrayList<>()).add(item);
        }
        fresh.forEach((wave, some) ->
                waves.computeIfAbsent(wave, w -> new ArrayList<>()).addAll(sink.packing.pack(some, now)));
        return waves;
    }

    /** A call of an earlier visit, with the same records, as tried as it was. */
    private void reopen(
            List<Item> carried,
            Journal.Open open,
            Instant now,
            TreeMap<Integer, List<Parcel>> waves,
            Map<Item, Integer> waveOf) {
        var mode = sink.connection.delivery();
        for (var item : carried) {
            item.attempts = open.attempts() + (open.flying() ? 1 : 0);
            item.repeats = open.repeats() + (open.flying() && mode == Delivery.AT_LEAST_ONCE ? 1 : 0);
        }
        var whole = new Parcel(carried, new Request("?", "/", Map.of(), Optional.empty()), "", open.notBefore());
        whole.first = open.first().orElse(null);
        whole.errors = open.errors();
        var parcels = sink.packing.again(carried, whole, open.notBefore());
        if (open.flying() && mode == Delivery.AT_MOST_ONCE) {
            for (var parcel : parcels) {
                var problem = new Reasons(sink.connection.name(), "", parcel.called()).interrupted();
                for (var item : parcel.items) {
                    item.settled = new Settled(
                            Outcome.Kind.UNKNOWN, 0, item.attempts, 0, Optional.of(problem), Optional.empty());
                }
            }
            return;
        }
        int wave = carried.stream().mapToInt(waveOf::get).max().orElse(0);
        waves.computeIfAbsent(wave, w -> new ArrayList<>()).addAll(parcels);
    }

    private Journal.Page page(List<Item> items, Courier courier, Iterable<List<Parcel>> rest) {
        var settled = new LinkedHashMap<String, Settled>();
        for (var item : items) if (item.settled != null) settled.put(item.key, item.settled);
        var open = new ArrayList<Journal.Open>();
        if (courier != null) courier.open().forEach(parcel -> open.add(open(parcel, courier.isFlying(parcel))));
        for (var wave : rest) wave.forEach(parcel -> open.add(open(parcel, false)));
        return new Journal.Page(settled, open, outage.since());
    }

    private static Journal.Open open(Parcel parcel, boolean flying) {
        return new Journal.Open(
                parcel.items.stream().map(item -> item.key).toList(),
                flying,
                parcel.notBefore,
                Optional.ofNullable(parcel.first),
                parcel.errors,
                parcel.items.get(0).attempts,
                parcel.items.get(0).repeats);
    }

    private WorldException waiting(List<Item> items, Courier courier, Instant again) {
        long open = items.stream().filter(item -> item.settled == null).count();
        var last = courier.open().stream()
                .flatMap(parcel -> parcel.problem.stream())
                .map(Problem::toString)
                .findFirst()
                .orElse("its time has not come yet.");
        var wait = Duration.between(sink.sender.pace.clock().instant(), again);
        return WorldException.waiting(
                "%s is waited for with %,d of %,d records: %s"
                        .formatted(sink.connection.name(), open, items.size(), last),
                wait.isNegative() ? Duration.ZERO : wait);
    }

    private void tell(List<Item> items) {
        var lines = new ArrayList<Record>(items.size());
        for (var item : items) {
            var end = item.settled;
            var line = new LinkedHashMap<String, Object>();
            line.put("file", item.record.origin().file());
            line.put("record", item.record.origin().record());
            if (!item.id.isEmpty()) line.put("id", item.id);
            line.put("outcome", end.kind().name().toLowerCase(Locale.ROOT));
            if (end.status() > 0) line.put("status", end.status());
            line.put("attempts", end.attempts());
            if (end.repeats() > 0) line.put("maybeTwice", end.repeats());
            end.problem().ifPresent(problem -> line.put("code", problem.code()));
            end.answer().ifPresent(answer -> line.put("answer", answer));
            lines.add(Record.of(line, item.record.origin()));
        }
        results.write(new Batch(lines));
    }

    @Override
    public Receipt flush() {
        var told = results.flush();
        stale = true;
        lastOrigin = "";
        return new WebserviceSink.Place(writes, outage.since(), told.text()).receipt();
    }

    @Override
    public void close() {
        results.close();
    }
}

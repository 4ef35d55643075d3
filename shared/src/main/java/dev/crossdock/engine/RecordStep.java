package dev.crossdock.engine;

import dev.crossdock.definition.Template.Act;
import dev.crossdock.flow.Problem;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordStore.WrittenBy;
import dev.crossdock.graph.RecordText;
import dev.crossdock.graph.Records;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads and writes records, by the same rules as everybody. */
final class RecordStep {
    private final Taking taking;
    private final RecordStore store;

    RecordStep(Taking taking) {
        this.taking = taking;
        this.store = taking.visit.reach.records();
    }

    Passed get(Act.GetRecord get) {
        var collection = taking.collection(get.collection());
        var found = store.read(collection.name(), taking.one(get.id(), "id"));
        if (found.isPresent()) return Passed.Done.of(RecordText.read(found.get().data()));
        return Passed.Done.of(
                taking.step.on404().map(fallback -> fallback.value()).orElse(null));
    }

    Passed query(Act.QueryRecords query) {
        var collection = taking.collection(query.collection());
        var where = query.where().map(text -> taking.visit.compiled.expression(text, taking.place()));
        var found = new ArrayList<Object>();
        var cursor = "";
        int looked = 0;
        while (true) {
            var page = store.page(collection.name(), RecordStore.Filter.ALL, cursor, 500);
            for (var record : page.items()) {
                var data = RecordText.read(record.data());
                if (where.isPresent() && !where.get().holds(data, taking.scope.variables())) continue;
                found.add(data);
                if (found.size() == query.limit()) return Passed.Done.of(found);
            }
            looked += page.items().size();
            if (page.next().isEmpty()) return Passed.Done.of(found);
            if (looked >= Bounds.LOOKED_AT) {
                return taking.failed(Problem.of(
                        "record.too-many",
                        "%,d records of %s were looked at and %,d fit."
                                .formatted(looked, collection.name(), found.size()),
                        "Ask for fewer (limit), get the record by its id, or make it a job from the collection."));
            }
            cursor = page.next().get();
        }
    }

    Passed upsert(Act.UpsertRecord upsert) {
        var collection = taking.collection(upsert.collection());
        var data = upsert.data().isPresent()
                ? Taking.plain(taking.evaluate(upsert.data().get()))
                : taking.scope.input;
        var execution = taking.visit.execution;
        var us = execution.id() + "#" + taking.path;
        var by = new Records.By(new WrittenBy(us, "", "", "", 0), execution.hop() + 1);
        var result = new Records(store, taking.visit.pace.clock(), by)
                .put(
                        collection,
                        upsert.id().map(id -> taking.one(id, "id")),
                        data,
                        Records.IfExists.valueOf(upsert.ifExists().toUpperCase(Locale.ROOT)),
                        OptionalLong.empty());
        // A visit that was killed behind its write finds what it wrote: it has happened, once, and is told as it was.
        boolean ours = result.record()
                .filter(record -> record.origin().run().equals(us))
                .isPresent();
        if (result.outcome().equals("rejected") && !written(collection.name(), result.id(), us)) {
            return taking.failed(result.errors().get(0));
        }
        var told = new LinkedHashMap<String, Object>();
        told.put("id", result.id());
        told.put("outcome", ours || result.outcome().equals("rejected") ? outcome(result, us) : result.outcome());
        result.record().ifPresent(record -> {
            told.put("rev", record.rev());
            told.put("valid", record.valid());
        });
        return Passed.Done.of(told);
    }

    /** With {@code ifExists: fail} our own record is what exists. */
    private boolean written(String collection, String id, String us) {
        return id != null
                && store.read(collection, id)
                        .filter(record -> record.origin().run().equals(us))
                        .isPresent();
    }

    private static String outcome(Records.Result result, String us) {
        return result.record().map(RecordStore.Stored::rev).orElse(1L) == 1 ? "created" : "updated";
    }

    Passed delete(Act.DeleteRecord delete) {
        var collection = taking.collection(delete.collection());
        var id = taking.one(delete.id(), "id");
        // Whether it was there is noted first: a visit that was killed behind its delete would not find out.
        var was = taking.begin(
                Optional.of(new Kept(store.read(collection.name(), id).isPresent(), null)));
        new Records(store, taking.visit.pace.clock()).delete(collection, id, OptionalLong.empty());
        var told = new LinkedHashMap<String, Object>();
        told.put("id", id);
        told.put("deleted", was.result().map(Kept::value).orElse(false));
        return Passed.Done.of(told);
    }
}

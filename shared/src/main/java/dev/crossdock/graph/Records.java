package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Writes one record at a time for programs and people, by the same rules as an import. Thread-safe. */
public final class Records {
    private static final int ROUNDS = 10;

    private final RecordStore store;
    private final Clock clock;
    private final Supplier<By> by;
    private volatile CollectionRules compiled;

    public Records(RecordStore store, Clock clock) {
        this(store, clock, By.API);
    }

    public Records(RecordStore store, Clock clock, By by) {
        this(store, clock, () -> by);
    }

    /** @param by asked for with each write */
    public Records(RecordStore store, Clock clock, Supplier<By> by) {
        this.store = store;
        this.clock = clock;
        this.by = by;
    }

    /** Who writes. @param hop of the writes: 0 for a person's, else one more than that of what caused them */
    public record By(WrittenBy origin, int hop) {
        public static final By API = new By(WrittenBy.API, 0);
    }

    /** What becomes of a record that is there already. */
    public enum IfExists {
        REPLACE,
        MERGE,
        SKIP,
        FAIL
    }

    /** @param outcome created, updated, unchanged, skipped or rejected */
    public record Result(String id, String outcome, Optional<Stored> record, List<Problem> errors) {}

    /**
     * Writes a record.
     *
     * @param id that the record must have; empty = made from its key
     * @param expectedRev the rev that the caller saw; empty = any; 0 = it must not be there
     * @throws Refused {@code record.precondition} when another rev is stored
     */
    public Result put(
            Collection collection, Optional<String> id, Object value, IfExists ifExists, OptionalLong expectedRev) {
        var rules = rules(collection);
        for (int round = 0; round < ROUNDS; round++) {
            var known = id.or(() -> rules.id(value));
            var before = known.flatMap(at -> store.read(collection.name(), at));
            var judged = judge(rules, id, value, before, ifExists, expectedRev);
            if (judged.write().isEmpty()
                    || store.write(List.of(judged.write().get())).get(0)) return judged.result();
        }
        throw contended(collection);
    }

    /** @param result as it is when the write is done; or without one */
    private record Judged(Result result, Optional<Write> write) {
        static Judged done(Result result) {
            return new Judged(result, Optional.empty());
        }
    }

    private Judged judge(
            CollectionRules rules,
            Optional<String> id,
            Object value,
            Optional<Stored> before,
            IfExists ifExists,
            OptionalLong expectedRev) {
        var collection = rules.collection();
        var answer = rules.check(ifExists == IfExists.MERGE ? merged(before, value) : value);
        if (answer.refused().isPresent()) {
            return Judged.done(
                    rejected(id.orElse(null), List.of(answer.refused().get())));
        }
        var checked = answer.checked().orElseThrow();
        if (id.isPresent() && !checked.id().equals(id.get())) {
            return Judged.done(rejected(
                    id.get(),
                    List.of(Problem.of(
                                    "record.other-id",
                                    "the record's key makes it \"" + checked.id() + "\", not \"" + id.get() + "\".",
                                    "Write to its own id, or correct the key.")
                            .inField(collection.key().get(0)))));
        }
        expect(before, expectedRev);
        if (before.isPresent() && ifExists == IfExists.SKIP) {
            return Judged.done(new Result(checked.id(), "skipped", before, List.of()));
        }
        if (before.isPresent() && ifExists == IfExists.FAIL) {
            return Judged.done(rejected(
                    checked.id(),
                    List.of(Problem.of(
                            "record.exists",
                            "\"" + checked.id() + "\" is in " + collection.name() + " already.",
                            "Use ifExists: replace or merge to change it."))));
        }
        answer = rules.over(before, checked, true);
        if (answer.refused().isPresent()) {
            return Judged.done(rejected(checked.id(), List.of(answer.refused().get())));
        }
        checked = answer.checked().orElseThrow();
        if (!checked.errors().isEmpty() && collection.invalid() == Invalid.REJECT) {
            return Judged.done(rejected(checked.id(), checked.errors()));
        }
        if (before.isPresent() && before.get().hash().equals(checked.hash())) {
            return Judged.done(new Result(checked.id(), "unchanged", before, checked.errors()));
        }
        var next = next(collection, checked, before);
        return new Judged(
                new Result(
                        checked.id(), before.isPresent() ? "updated" : "created", Optional.of(next), checked.errors()),
                Optional.of(rules.replacing(before, next)));
    }

    /** Compiled once for each state of a collection, as long as one after the other asks for the same. */
    private CollectionRules rules(Collection collection) {
        var last = compiled;
        if (last == null || !last.collection().equals(collection)) {
            last = new CollectionRules(collection);
            compiled = last;
        }
        return last;
    }

    /** @return false when there was no such record */
    public boolean delete(Collection collection, String id, OptionalLong expectedRev) {
        for (int round = 0; round < ROUNDS; round++) {
            var before = store.read(collection.name(), id);
            if (before.isEmpty()) return false;
            expect(before, expectedRev);
            var delete = rules(collection).removing(before.get());
            if (store.write(List.of(delete)).get(0)) return true;
        }
        throw contended(collection);
    }

    /**
     * Writes many records; of several with one id each is written, in their order.
     *
     * @return one result per record, in their order
     */
    public List<Result> putAll(Collection collection, List<?> values, IfExists ifExists) {
        var rules = rules(collection);
        var results = new Result[values.size()];
        var tries = new int[values.size()];
        var todo = new LinkedHashSet<Integer>();
        for (int i = 0; i < values.size(); i++) todo.add(i);
        while (!todo.isEmpty()) {
            var first = new LinkedHashMap<String, Integer>();
            for (int i : List.copyOf(todo)) {
                var id = rules.id(values.get(i));
                if (id.isPresent()) {
                    first.putIfAbsent(id.get(), i);
                } else {
                    results[i] = judge(
                                    rules,
                                    Optional.empty(),
                                    values.get(i),
                                    Optional.empty(),
                                    ifExists,
                                    OptionalLong.empty())
                            .result();
                    todo.remove(i);
                }
            }
            var there = store.read(collection.name(), List.copyOf(first.keySet()));
            var writes = new ArrayList<Write>();
            var writers = new ArrayList<Integer>();
            first.forEach((id, i) -> {
                var before = Optional.ofNullable(there.get(id));
                var judged = judge(rules, Optional.empty(), values.get(i), before, ifExists, OptionalLong.empty());
                results[i] = judged.result();
                if (judged.write().isEmpty()) todo.remove(i);
                judged.write().ifPresent(write -> {
                    writes.add(write);
                    writers.add(i);
                });
            });
            var done = writes.isEmpty() ? List.<Boolean>of() : store.write(writes);
            for (int w = 0; w < writes.size(); w++) {
                int i = writers.get(w);
                if (done.get(w)) {
                    todo.remove(i);
                } else if (++tries[i] == ROUNDS) {
                    results[i] = rejected(
                            writes.get(w).id(), List.of(contended(collection).problem()));
                    todo.remove(i);
                }
            }
        }
        return Arrays.asList(results);
    }

    /** What {@link #putAll} would make of each record, for itself: {@code valid}, or {@code invalid} with its errors. Nothing is written. */
    public List<Result> validate(Collection collection, List<?> values, IfExists ifExists) {
        var rules = rules(collection);
        var ids = values.stream()
                .map(rules::id)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        var there = store.read(collection.name(), ids);
        var results = new ArrayList<Result>();
        for (var value : values) {
            var before = rules.id(value).map(there::get);
            var result = judge(rules, Optional.empty(), value, before, ifExists, OptionalLong.empty())
                    .result();
            var word = result.errors().isEmpty() ? "valid" : "invalid";
            results.add(new Result(result.id(), word, before, result.errors()));
        }
        return results;
    }

    /** @return one result per id, in their order: {@code deleted}, or {@code missing} when it was not there */
    public List<Result> deleteAll(Collection collection, List<String> ids) {
        var rules = rules(collection);
        var outcomes = new LinkedHashMap<String, Result>();
        var todo = new LinkedHashSet<>(ids);
        for (int round = 0; !todo.isEmpty() && round < ROUNDS; round++) {
            var there = store.read(collection.name(), List.copyOf(todo));
            for (var id : List.copyOf(todo)) {
                if (there.containsKey(id)) continue;
                outcomes.putIfAbsent(id, new Result(id, "missing", Optional.empty(), List.of()));
                todo.remove(id);
            }
            var writes = todo.stream().map(id -> rules.removing(there.get(id))).toList();
            var done = writes.isEmpty() ? List.<Boolean>of() : store.write(writes);
            for (int w = 0; w < writes.size(); w++) {
                var id = writes.get(w).id();
                if (!done.get(w)) continue;
                outcomes.put(id, new Result(id, "deleted", Optional.empty(), List.of()));
                todo.remove(id);
            }
        }
        for (var id : todo)
            outcomes.put(id, rejected(id, List.of(contended(collection).problem())));
        return ids.stream().map(outcomes::get).toList();
    }

    private static void expect(Optional<Stored> before, OptionalLong expectedRev) {
        long rev = before.map(Stored::rev).orElse(0L);
        if (expectedRev.isPresent() && expectedRev.getAsLong() != rev) {
            if (expectedRev.getAsLong() == 0) {
                throw new Refused(Problem.of(
                        "record.precondition",
                        "the record is there, with rev " + rev + ", and was to be made.",
                        "Leave If-None-Match out to change it."));
            }
            throw new Refused(Problem.of(
                    "record.precondition",
                    "the record has rev " + rev + ", not " + expectedRev.getAsLong() + ".",
                    "Read it again, and decide again."));
        }
    }

    private Stored next(Collection collection, CollectionRules.Checked checked, Optional<Stored> before) {
        var now = clock.instant();
        var writer = by.get();
        return new Stored(
                collection.name(),
                checked.id(),
                checked.text(),
                checked.hash(),
                before.map(Stored::rev).orElse(0L) + 1,
                checked.errors().isEmpty(),
                CollectionRules.json(checked.errors()),
                writer.origin(),
                before.map(Stored::createdAt).orElse(now),
                now,
                writer.hop(),
                checked.indexed());
    }

    private static Result rejected(String id, List<Problem> errors) {
        return new Result(id, "rejected", Optional.empty(), errors);
    }

    private static Object merged(Optional<Stored> before, Object patch) {
        return MergePatch.of(
                before.map(record -> RecordText.read(record.data())).orElse(null), patch);
    }

    private static Refused contended(Collection collection) {
        return new Refused(Problem.of(
                "record.conflict",
                "the record of " + collection.name() + " was changed by others " + ROUNDS + " times in a row.",
                "Try again."));
    }
}

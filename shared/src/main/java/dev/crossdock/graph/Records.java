package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Stored;
import dev.crossdock.graph.RecordStore.Write;
import dev.crossdock.graph.RecordStore.WrittenBy;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes one record at a time for programs and people, by the same rules as an import. Thread-safe. */
public final class Records {
    private static final int ROUNDS = 10;

    private final RecordStore store;
    private final Clock clock;
    private final By by;

    public Records(RecordStore store, Clock clock) {
        this(store, clock, By.API);
    }

    public Records(RecordStore store, Clock clock, By by) {
        this.store = store;
        this.clock = clock;
        this.by = by;
    }

    /** Who writes. @param hop of the writes: one more than that of what caused them */
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
     * @param expectedRev the rev that the caller saw; empty = any
     * @throws Refused {@code record.precondition} when another rev is stored
     */
    public Result put(
            Collection collection, Optional<String> id, Object value, IfExists ifExists, OptionalLong expectedRev) {
        var rules = new CollectionRules(collection);
        for (int round = 0; round < ROUNDS; round++) {
            var wanted = value;
            var before = id.flatMap(known -> store.read(collection.name(), known));
            if (ifExists == IfExists.MERGE) wanted = merged(before, value);
            var answer = rules.check(wanted);
            if (answer.refused().isPresent())
                return rejected(id.orElse(null), List.of(answer.refused().get()));
            var checked = answer.checked().orElseThrow();
            if (id.isEmpty()) {
                before = store.read(collection.name(), checked.id());
                if (ifExists == IfExists.MERGE && before.isPresent()) {
                    return put(collection, Optional.of(checked.id()), value, ifExists, expectedRev);
                }
            } else if (!checked.id().equals(id.get())) {
                return rejected(
                        id.get(),
                        List.of(Problem.of(
                                        "record.other-id",
                                        "the record's key makes it \"" + checked.id() + "\", not \"" + id.get() + "\".",
                                        "Write to its own id, or correct the key.")
                                .inField(collection.key().get(0))));
            }
            expect(before, expectedRev);
            if (before.isPresent() && ifExists == IfExists.SKIP) {
                return new Result(checked.id(), "skipped", before, List.of());
            }
            if (before.isPresent() && ifExists == IfExists.FAIL) {
                return rejected(
                        checked.id(),
                        List.of(Problem.of(
                                "record.exists",
                                "\"" + checked.id() + "\" is in " + collection.name() + " already.",
                                "Use ifExists: replace or merge to change it.")));
            }
            if (!checked.errors().isEmpty() && collection.invalid() == Invalid.REJECT) {
                return rejected(checked.id(), checked.errors());
            }
            if (before.isPresent() && before.get().hash().equals(checked.hash())) {
                return new Result(checked.id(), "unchanged", before, checked.errors());
            }
            var next = next(collection, checked, before);
            if (store.write(List.of(new Write(collection.name(), checked.id(), next.rev() - 1, Optional.of(next))))
                    .get(0)) {
                return new Result(
                        checked.id(), before.isPresent() ? "updated" : "created", Optional.of(next), checked.errors());
            }
        }
        throw contended(collection);
    }

    /** @return false when there was no such record */
    public boolean delete(Collection collection, String id, OptionalLong expectedRev) {
        for (int round = 0; round < ROUNDS; round++) {
            var before = store.read(collection.name(), id);
            if (before.isEmpty()) return false;
            expect(before, expectedRev);
            var delete = new Write(collection.name(), id, before.get().rev(), Optional.empty());
            if (store.write(List.of(delete)).get(0)) return true;
        }
        throw contended(collection);
    }

    private static void expect(Optional<Stored> before, OptionalLong expectedRev) {
        long rev = before.map(Stored::rev).orElse(0L);
        if (expectedRev.isPresent() && expectedRev.getAsLong() != rev) {
            throw new Refused(Problem.of(
                    "record.precondition",
                    "the record has rev " + rev + ", not " + expectedRev.getAsLong() + ".",
                    "Read it again, and decide again."));
        }
    }

    private Stored next(Collection collection, CollectionRules.Checked checked, Optional<Stored> before) {
        var now = clock.instant();
        return new Stored(
                collection.name(),
                checked.id(),
                checked.text(),
                checked.hash(),
                before.map(Stored::rev).orElse(0L) + 1,
                checked.errors().isEmpty(),
                CollectionRules.json(checked.errors()),
                by.origin(),
                before.map(Stored::createdAt).orElse(now),
                now,
                by.hop());
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

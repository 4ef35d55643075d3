package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.flow.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which parts of a feed have been imported whole: {@code FEED#job/set}. A part that comes a second time, or long after the others,
 * begins a new set, and so does one that comes when the set is complete. Runs of one job wait for each other, so one at a time
 * adds to a set. Thread-safe.
 */
final class FeedSets {
    /** Parts of one feed are dropped within this time; the next day's are another feed. */
    static final Duration WITHIN = Duration.ofHours(12);

    private final Ledger ledger;
    private final Runs runs;

    FeedSets(Ledger ledger, Runs runs) {
        this.ledger = ledger;
        this.runs = runs;
    }

    /** @param parts the run of each part that was imported @param sinceMs when the first of them was dropped */
    record Imported(
            @JsonProperty("parts") Map<Integer, String> parts,
            @JsonProperty("sinceMs") long sinceMs) {
        /** {@code 2 and 3}; empty when all are there. */
        String lacking(int of) {
            var numbers = IntStream.rangeClosed(1, of)
                    .filter(number -> !parts.containsKey(number))
                    .mapToObj(Integer::toString)
                    .toList();
            if (numbers.size() < 2) return String.join("", numbers);
            var shown = numbers.size() <= 10 ? numbers : List.of(numbers.get(0), numbers.get(1), "others");
            return shown.subList(0, shown.size() - 1).stream().collect(Collectors.joining(", ")) + " and "
                    + shown.get(shown.size() - 1);
        }
    }

    /** Adds the run of a part; the same run again changes nothing. @return the set as it is now */
    Imported add(Run run, FeedPart part) {
        while (true) {
            var entry = ledger.read("FEED#" + run.job(), part.set());
            var before = entry.map(e -> Json.read(e.body(), Imported.class)).orElse(new Imported(Map.of(), 0));
            if (run.id().equals(before.parts().get(part.number()))) return before;
            long droppedMs = Long.parseLong(run.order().substring(0, run.order().indexOf('-')));
            boolean another = before.parts().containsKey(part.number())
                    || before.parts().size() == part.of()
                    || Math.abs(droppedMs - before.sinceMs()) > WITHIN.toMillis();
            Map<Integer, String> parts = new TreeMap<>(another ? Map.of() : before.parts());
            parts.put(part.number(), run.id());
            var after = new Imported(parts, another ? droppedMs : before.sinceMs());
            long version = entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT);
            if (ledger.write("FEED#" + run.job(), part.set(), version, Json.write(after), null)
                    .isPresent()) return after;
        }
    }

    /** What the runs of a set have noted, all together. */
    List<Receipt> receipts(Imported set) {
        var receipts = new ArrayList<Receipt>();
        for (var id : set.parts().values()) {
            runs.chunks(runs.get(id)).stream()
                    .filter(chunk -> chunk.phase() == Phase.WORK)
                    .forEach(chunk -> receipts.add(chunk.receipt()));
        }
        return receipts;
    }
}

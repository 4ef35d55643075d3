package dev.crossdock.engine;

import dev.crossdock.run.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that are good for a while: in this process' memory, the longest unused going first when it is full. What is forgotten
 * by a tag is noted in the ledger, where every process looks once a second. Thread-safe.
 */
public final class AnswerCache {
    private static final int MOST = 2_000;
    private static final long MOST_BYTES = 32L << 20;
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String FORGOTTEN = "CACHE#FORGOTTEN";
    /** The tag of everything. */
    private static final String ALL = "*";

    private record Good(String answer, List<String> tags, Instant since, Instant until) {
        int bytes() {
            return answer.length();
        }
    }

    private final Ledger ledger;
    private final Clock clock;
    private final LinkedHashMap<String, Good> answers = new LinkedHashMap<>(16, 0.75f, true);
    private Map<String, Instant> forgotten = Map.of();
    private Instant looked = Instant.MIN;
    private long bytes;

    public AnswerCache(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    synchronized Optional<Answer> get(String key) {
        var good = answers.get(key);
        if (good == null) return Optional.empty();
        look();
        if (!clock.instant().isBefore(good.until()) || forgotten(good)) {
            remove(key);
            return Optional.empty();
        }
        return Optional.of(Json.read(good.answer(), Answer.class));
    }

    synchronized void put(String key, Answer answer, List<String> tags, Duration time) {
        var text = Json.write(answer);
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES / 16) return;
        remove(key);
        var now = clock.instant();
        answers.put(
                key, new Good(text, List.copyOf(tags), now, now.plus(time.compareTo(LONGEST) < 0 ? time : LONGEST)));
        bytes += text.length();
        while (answers.size() > MOST || bytes > MOST_BYTES)
            remove(answers.keySet().iterator().next());
    }

    /** From now on no process gives an answer with this tag that it has now; others may for a second. @param tag empty = all */
    public void forget(String tag) {
        var now = clock.instant();
        ledger.write(
                FORGOTTEN,
                tag.isEmpty() ? ALL : tag,
                Ledger.ANY,
                Json.write(now.toString()),
                now.plus(LONGEST).plus(LONGEST));
        synchronized (this) {
            looked = Instant.MIN;
        }
    }

    private void look() {
        var now = clock.instant();
        if (looked.isAfter(now.minus(LOOK))) return;
        var found = new HashMap<String, Instant>();
        for (var entry : ledger.list(FORGOTTEN, "", "", 1000)) {
            found.put(entry.sort(), Instant.parse(Json.read(entry.body(), String.class)));
        }
        forgotten = found;
        looked = now;
    }

    private boolean forgotten(Good good) {
        return since(ALL, good) || good.tags().stream().anyMatch(tag -> since(tag, good));
    }

    private boolean since(String tag, Good good) {
        var at = forgotten.get(tag);
        return at != null && !at.isBefore(good.since());
    }

    private void remove(String key) {
        var gone = answers.remove(key);
        if (gone != null) bytes -= gone.bytes();
    }
}

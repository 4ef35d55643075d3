package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Nobody calls before the time that the other side has asked for. */
class RetryAfterTest {
    private static final int WORKERS = 4;
    private static final Duration HOUR = Duration.ofHours(1);
    /** For so long a process may not have heard what another one was told. */
    private static final Duration HEARSAY = Duration.ofSeconds(5);

    private static final Connection SHOP = Desk.connection(Delivery.PUT_BY_KEY, Map.of(), Connection.Retry.DEFAULT);

    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final Random random = new Random(5);
    private int caller;
    private int answers;
    private int early;
    private int earlyByHearsay;
    private Duration longestSleep = Duration.ZERO;
    private final Instant[] mine = {Instant.MIN, Instant.MIN, Instant.MIN, Instant.MIN};
    private Instant heard = Instant.MAX;
    private Instant allUntil = Instant.MIN;

    /** What is said, and what it means. @param asked empty: nothing that could be obeyed */
    private record Said(String text, Optional<Duration> asked) {}

    private static Said date(String pattern, Instant now, Duration from) {
        var time = now.plus(from).truncatedTo(ChronoUnit.SECONDS);
        var text = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time.atOffset(ZoneOffset.UTC));
        var wait = Duration.between(now, time);
        return new Said(text, Optional.of(wait.isNegative() ? Duration.ZERO : wait.compareTo(HOUR) > 0 ? HOUR : wait));
    }

    private static final String RFC_1123 = "EEE, dd MMM yyyy HH:mm:ss 'GMT'";

    private List<Function<Instant, Said>> kinds() {
        return List.of(
                now -> new Said("0", Optional.of(Duration.ZERO)),
                now -> {
                    int seconds = 1 + random.nextInt(9);
                    return new Said(" " + seconds + " ", Optional.of(Duration.ofSeconds(seconds)));
                },
                now -> {
                    int seconds = 11 + random.nextInt(200);
                    return new Said("00" + seconds, Optional.of(Duration.ofSeconds(seconds)));
                },
                now -> new Said("86400", Optional.of(HOUR)),
                now -> new Said("9".repeat(40), Optional.of(HOUR)),
                now -> date(RFC_1123, now, Duration.ofSeconds(1 + random.nextInt(300))),
                now -> date(RFC_1123, now, Duration.ofDays(-3)),
                now -> date(RFC_1123, now, Duration.ofDays(900)),
                now -> date("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", now, Duration.ofSeconds(40)),
                now -> date("EEE MMM ppd HH:mm:ss yyyy", now, Duration.ofSeconds(50)),
                now -> new Said("", Optional.empty()),
                now -> new Said("-5", Optional.empty()),
                now -> new Said("1.5", Optional.empty()),
                now -> new Said("soon", Optional.empty()),
                now -> new Said("Thu, 31 Feb 2026 99:00:00 GMT", Optional.empty()),
                now -> new Said("2026-03-01T10:00:00Z", Optional.empty()));
    }

    private Http.Answer answer() {
        var now = clock.instant();
        answers++;
        if (now.isBefore(mine[caller])) early++;
        if (now.isBefore(allUntil) && now.isAfter(heard.plus(HEARSAY))) earlyByHearsay++;
        if (random.nextInt(4) == 0) return Shop.answer(200, "");
        var kinds = kinds();
        var said = kinds.get(random.nextInt(kinds.size())).apply(now);
        said.asked().ifPresent(wait -> {
            var until = now.plus(wait);
            if (until.isAfter(mine[caller])) mine[caller] = until;
            if (wait.compareTo(Duration.ofSeconds(10)) > 0 && until.isAfter(allUntil)) {
                allUntil = until;
                heard = now;
            }
        });
        return Shop.retryAfter(random.nextBoolean() ? 429 : 503, said.text());
    }

    private record Letter(int number, Instant at) {}

    @Test
    void ofTenThousandAnswersOfEveryKindNoneIsFollowedByAnEarlyCall() {
        var ledger = new MemoryLedger(clock);
        var objects = new MemoryObjectStore(clock, new Faults());
        var fleet = new ArrayList<Sender>();
        Http shop = (call, timeout) -> answer();
        for (int i = 0; i < WORKERS; i++) {
            var pace = new Pace(clock, new Random(i), time -> {
                if (time.compareTo(longestSleep) > 0) longestSleep = time;
                clock.step(time);
            });
            fleet.add(new Sender(shop, ledger, objects, Secret::new, pace));
        }
        var queue = new PriorityQueue<Letter>(Comparator.comparing(Letter::at).thenComparing(Letter::number));
        int next = 0;
        while (next < 50) queue.add(new Letter(next++, clock.instant()));
        while (answers < 10_000) {
            var letter = queue.poll();
            if (letter.at().isAfter(clock.instant())) clock.step(Duration.between(clock.instant(), letter.at()));
            caller = random.nextInt(WORKERS);
            var path = "/products/A-" + letter.number();
            var sending = fleet.get(caller)
                    .send(
                            SHOP,
                            new Effect("shop", "reindex", "products/A-" + letter.number(), "1", "updated"),
                            () -> new Request("PUT", path, Map.of(), Optional.of("{}")),
                            "{}",
                            clock.instant().plusSeconds(60));
            clock.step(Duration.ofMillis(random.nextInt(50)));
            queue.add(sending.again()
                    .map(at -> new Letter(letter.number(), at))
                    .orElse(new Letter(next, clock.instant())));
            if (sending.again().isEmpty()) next++;
        }
        assertThat(early).isZero();
        assertThat(earlyByHearsay).isZero();
        assertThat(longestSleep).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }
}

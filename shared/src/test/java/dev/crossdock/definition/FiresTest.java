package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiresTest {
    private static Fires cron(String line, String zone) {
        return new Fires(new Job.Schedule(Optional.of(line), Optional.empty(), Optional.of(zone)), "UTC");
    }

    private static List<String> next(String line, String zone, String after, int count) {
        return cron(line, zone).next(count, Instant.parse(after)).stream()
                .map(ZonedDateTime::toOffsetDateTime)
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * *      | 2026-11-24T02:00:00Z | 2026-11-25T02:00Z",
                "*/15 * * * *   | 2026-11-24T10:14:59Z | 2026-11-24T10:15Z",
                "5/20 8 * * *   | 2026-11-24T08:05:00Z | 2026-11-24T08:25Z",
                "0 6 * * MON-FRI| 2026-11-27T07:00:00Z | 2026-11-30T06:00Z",
                "30 4 * * 0     | 2026-11-27T07:00:00Z | 2026-11-29T04:30Z",
                "30 4 * * 7     | 2026-11-27T07:00:00Z | 2026-11-29T04:30Z",
                "0 0 1 * MON    | 2026-11-24T00:00:00Z | 2026-11-30T00:00Z",
                "0 0 1 * MON    | 2026-11-30T00:00:00Z | 2026-12-01T00:00Z",
                "0 0 31 1,3 *   | 2026-02-01T00:00:00Z | 2026-03-31T00:00Z",
                "0 0 29 2 *     | 2026-01-01T00:00:00Z | 2028-02-29T00:00Z",
                "0 0 29 2 *     | 2096-03-01T00:00:00Z | 2104-02-29T00:00Z"
            })
    void theNextMomentIsTheOneThatTheLineMeans(String line, String after, String expected) {
        assertThat(next(line, "UTC", after, 1)).containsExactly(expected);
    }

    @Test
    void anHourThatTheClockJumpsOverIsLeftOutAndOneThatComesTwiceFiresOnce() {
        assertThat(next("30 2 * * *", "Europe/Oslo", "2026-03-27T12:00:00Z", 3))
                .containsExactly("2026-03-28T02:30+01:00", "2026-03-30T02:30+02:00", "2026-03-31T02:30+02:00");
        assertThat(next("30 2 * * *", "Europe/Oslo", "2026-10-23T12:00:00Z", 3))
                .containsExactly("2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(next("0 * * * *", "Europe/Oslo", "2026-10-24T23:30:00Z", 3))
                .containsExactly("2026-10-25T02:00+02:00", "2026-10-25T03:00+01:00", "2026-10-25T04:00+01:00");
    }

    /** Lord Howe moves by half an hour, Apia left out a day, Kathmandu lies 45 minutes off. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Oslo",
                "Europe/London",
                "America/New_York",
                "America/Sao_Paulo",
                "America/St_Johns",
                "Asia/Kathmandu",
                "Asia/Tokyo",
                "Australia/Lord_Howe",
                "Australia/Sydney",
                "Pacific/Apia",
                "Pacific/Auckland"
            })
    void overTwoYearsEveryWallClockTimeThatExistsFiresOnceInOrder(String zone) {
        var id = ZoneId.of(zone);
        var fires = cron("30 2 * * *", zone);
        var expected = new ArrayList<Instant>();
        for (var day = LocalDate.of(2025, 1, 1); day.getYear() < 2027; day = day.plusDays(1)) {
            var local = day.atTime(LocalTime.of(2, 30));
            var offsets = id.getRules().getValidOffsets(local);
            if (!offsets.isEmpty()) expected.add(local.toInstant(offsets.get(0)));
        }
        var seen = new ArrayList<Instant>();
        var last = expected.get(expected.size() - 1);
        for (var at = fires.next(expected.get(0).minusSeconds(1)).orElseThrow();
                !at.isAfter(last);
                at = fires.next(at).orElseThrow()) seen.add(at);
        assertThat(seen).isEqualTo(expected).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void everyIsCountedFromMidnightUtcSoThatARestartMovesNothing() {
        var fires = new Fires(
                new Job.Schedule(Optional.empty(), Optional.of(Duration.ofMinutes(15)), Optional.empty()),
                "Europe/Oslo");
        assertThat(fires.next(2, Instant.parse("2026-11-24T10:07:03Z")))
                .extracting(Object::toString)
                .containsExactly("2026-11-24T11:15+01:00[Europe/Oslo]", "2026-11-24T11:30+01:00[Europe/Oslo]");
        assertThat(fires.next(Instant.parse("2026-11-24T10:15:00Z"))).contains(Instant.parse("2026-11-24T10:30:00Z"));
    }

    @Test
    void ofSeveralMomentsThatPassedTheLatestIsKnown() {
        var fires = cron("0 * * * *", "UTC");
        assertThat(fires.latest(Instant.parse("2026-11-24T10:00:00Z"), Instant.parse("2026-11-24T13:20:00Z")))
                .contains(Instant.parse("2026-11-24T13:00:00Z"));
        assertThat(fires.latest(Instant.parse("2026-11-24T13:00:00Z"), Instant.parse("2026-11-24T13:59:59Z")))
                .isEmpty();
    }
}

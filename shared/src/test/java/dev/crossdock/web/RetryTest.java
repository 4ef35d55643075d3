package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
    private final Retry retry = new Retry(5, Duration.ofHours(24));
    private final Random random = new Random(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "120 | PT2M",
                " 7  | PT7S",
                "3600 | PT1H",
                "3601 | PT1H",
                "99999999999999999999 | PT1H",
                "Fri, 06 Nov 2026 08:50:37 GMT | PT1M",
                "Friday, 06-Nov-26 08:50:37 GMT | PT1M",
                "Fri Nov  6 08:50:37 2026 | PT1M",
                "Fri, 06 Nov 2026 07:00:00 GMT | PT0S",
                "Sun, 06 Nov 2044 08:49:37 GMT | PT1H",
                "-5 |",
                "1.5 |",
                "soon |",
                "'' |",
            })
    void retryAfterIsSecondsOrADateWithinAnHour(String header, Duration wait) {
        assertThat(Retry.retryAfter(header, Instant.parse("2026-11-06T08:49:37Z"))
                        .orElse(null))
                .isEqualTo(wait);
    }

    @Test
    void theBackOffIsAnythingUpToABoundThatDoublesToACap() {
        for (int failed = 1; failed < 80; failed++) {
            long bound = failed < 6 ? 200L << (failed - 1) : 5_000;
            for (int i = 0; i < 50; i++) {
                assertThat(retry.backOff(failed, random)).isBetween(Duration.ZERO, Duration.ofMillis(bound));
            }
        }
    }

    @Test
    void aDaysOutageCostsFewHundredVisitsAndAnHoursIsOverSoon() {
        int visits = 0;
        var waited = Duration.ZERO;
        while (waited.compareTo(Duration.ofHours(24)) < 0) {
            var wait = retry.wait(waited, random);
            assertThat(wait).isBetween(Duration.ofMillis(2500), Duration.ofMinutes(5));
            waited = waited.plus(wait);
            visits++;
        }
        assertThat(visits).isLessThan(600);
    }

    @Test
    void anErrorIsTriedThreeMoreTimesOverAtLeastAMinute() {
        var all = Duration.ZERO;
        for (int error = 1; error <= 3; error++)
            all = all.plus(retry.afterError(error, random).orElseThrow());
        assertThat(all).isGreaterThan(Duration.ofMinutes(6));
        assertThat(retry.afterError(2, random).orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(retry.afterError(4, random)).isEmpty();
    }
}

package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    /** Columns: the modes in the order of their declaration. */
    @ParameterizedTest
    @CsvSource({
        // status, put-by-key, idempotency-key, check-then-write, at-least-once, at-most-once
        "200, DONE, DONE, DONE, DONE, DONE",
        "201, DONE, DONE, DONE, DONE, DONE",
        "204, DONE, DONE, DONE, DONE, DONE",
        "301, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "307, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "400, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "401, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "403, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "404, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "405, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "408, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN",
        "409, REFUSED, AGAIN, REFUSED, REFUSED, REFUSED",
        "410, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "413, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "415, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "422, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "425, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN",
        "429, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN",
        "500, SELDOM, SELDOM, SELDOM, SELDOM, UNCLEAR",
        "501, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "502, AGAIN, AGAIN, AGAIN, AGAIN, UNCLEAR",
        "503, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN",
        "504, AGAIN, AGAIN, AGAIN, AGAIN, UNCLEAR",
        "505, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED",
        "522, AGAIN, AGAIN, AGAIN, AGAIN, UNCLEAR",
    })
    void anAnswerMeans(
            int status, Verdict putByKey, Verdict idempotencyKey, Verdict check, Verdict atLeast, Verdict atMost) {
        assertThat(Verdict.of(Delivery.PUT_BY_KEY, "PUT", status)).isEqualTo(putByKey);
        assertThat(Verdict.of(Delivery.IDEMPOTENCY_KEY, "POST", status)).isEqualTo(idempotencyKey);
        assertThat(Verdict.of(Delivery.CHECK_THEN_WRITE, "PUT", status)).isEqualTo(check);
        assertThat(Verdict.of(Delivery.AT_LEAST_ONCE, "POST", status)).isEqualTo(atLeast);
        assertThat(Verdict.of(Delivery.AT_MOST_ONCE, "POST", status)).isEqualTo(atMost);
    }

    @Test
    void whatIsGoneAlreadyIsDeleted() {
        assertThat(Verdict.of(Delivery.PUT_BY_KEY, "DELETE", 404)).isEqualTo(Verdict.DONE);
        assertThat(Verdict.of(Delivery.AT_MOST_ONCE, "DELETE", 410)).isEqualTo(Verdict.DONE);
    }

    @Test
    void aLostCallIsRepeatedInEveryModeButOne() {
        for (var mode : Delivery.values()) {
            assertThat(Verdict.ofLost(mode)).isEqualTo(mode == Delivery.AT_MOST_ONCE ? Verdict.UNCLEAR : Verdict.AGAIN);
        }
        assertThat(Verdict.ofNotSent()).isEqualTo(Verdict.AGAIN);
    }
}

package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Connection.Delivery;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Outcome.Kind;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SenderTest {
    private final Desk desk = new Desk(Delivery.PUT_BY_KEY);

    @Test
    void anEffectIsNotedAndHappensOnce() {
        desk.shop.onCall = () -> assertThat(desk.note(1).state()).isEqualTo(Note.State.SENT);
        assertThat(ended(desk.send(1))).isEqualTo(Outcome.WRITTEN);
        assertThat(desk.note(1).state()).isEqualTo(Note.State.CONFIRMED);
        assertThat(ended(desk.send(1))).isEqualTo(Outcome.UNCHANGED);
        assertThat(desk.shop.calls).hasSize(1);
        assertThat(desk.shop.calls.get(0).path()).isEqualTo("/v1/products/A-1");
        assertThat(desk.shop.calls.get(0).headers()).containsEntry("Content-Type", "application/json");
    }

    /** By then the message is another's, and a newer state may have been told. */
    @Test
    void whoStandsStillBetweenItsNoteAndItsCallMakesNone() {
        desk.faults.watch((number, what, after) -> {
            if (!after || !what.startsWith("ledger.write EFF#")) return;
            desk.faults.watch((n, w, a) -> {});
            desk.clock.step(Duration.ofMinutes(9));
        });
        assertThat(desk.send(1).again()).isPresent();
        assertThat(desk.shop.calls).isEmpty();
        assertThat(desk.note(1).state()).isEqualTo(Note.State.INTENT);
        assertThat(ended(desk.send(1))).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void aHiccupIsRetriedInARowWithinSeconds() {
        desk.shop.next(Shop.Weather.NO_CONNECTION, 503, Shop.Weather.LOST_BEFORE, 500);
        assertThat(ended(desk.send(1))).isEqualTo(Outcome.WRITTEN);
        assertThat(desk.sleeps).hasSize(4).allMatch(s -> s.compareTo(Duration.ofSeconds(10)) <= 0);
        assertThat(desk.note(1).attempts()).isEqualTo(5);
    }

    @Test
    void aDeadWebserviceForAMinuteLosesNothing() {
        var up = desk.clock.instant().plusSeconds(60);
        desk.shop.always(Shop.Weather.NO_CONNECTION);
        int visits = 0;
        while (true) {
            if (!desk.clock.instant().isBefore(up)) desk.shop.always(Shop.Weather.FINE);
            var sending = desk.send(1);
            visits++;
            if (sending.again().isEmpty()) break;
            desk.clock.step(
                    Duration.between(desk.clock.instant(), sending.again().get()));
        }
        assertThat(desk.shop.effects).hasSize(1);
        assertThat(Duration.between(up, desk.clock.instant())).isLessThan(Duration.ofSeconds(20));
        assertThat(visits).isLessThan(20);
    }

    @Test
    void anErrorForAMinuteLosesNothingEither() {
        desk.shop.next(500, 500);
        assertThat(desk.untilEnded(1)).isEqualTo(Outcome.WRITTEN);
        assertThat(desk.clock.instant()).isAfter(java.time.Instant.parse("2026-03-01T10:01:00Z"));
    }

    @Test
    void aWebserviceThatStaysAwayIsGivenUpWhenItsTimeIsOverAndNothingIsForgotten() {
        desk.shop.always(503);
        var began = desk.clock.instant();
        var outcome = desk.untilEnded(1);
        assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
        assertThat(outcome.problem().orElseThrow().code()).isEqualTo("web.failed");
        assertThat(Duration.between(began, desk.clock.instant())).isBetween(Duration.ofHours(24), Duration.ofHours(25));
        assertThat(desk.undelivered()).hasSize(1);
        assertThat(desk.undelivered().get(0)).contains("the\\\":\\\"message").contains("web.failed");

        desk.shop.always(Shop.Weather.FINE);
        desk.clock.step(Duration.ofMinutes(1));
        assertThat(ended(desk.send(1)).kind()).isEqualTo(Kind.REJECTED);
        assertThat(desk.sender().reopen(Desk.effect(1))).isTrue();
        assertThat(ended(desk.send(1))).isEqualTo(Outcome.WRITTEN);
        assertThat(desk.sender().reopen(Desk.effect(1))).isFalse();
    }

    @Test
    void whatTheOtherSideWillNotHaveIsRejectedAtOnceWithItsWords() {
        desk.shop.next(Shop.answer(422, "{\"error\":\"price\nmust be positive\", \"x\":\"" + "y".repeat(500) + "\"}"));
        var problem = ended(desk.send(1)).problem().orElseThrow();
        assertThat(problem.toString())
                .startsWith(
                        "web.refused · products/A-1 for reindex: shop answered 422 to PUT /products/A-1 (attempt 1): ")
                .contains("price must be positive")
                .hasSizeLessThan(500);
        assertThat(desk.shop.calls).hasSize(1);
        assertThat(desk.undelivered()).hasSize(1);
    }

    @Test
    void secretsAreSentAndNeverShown() {
        desk.connection =
                Desk.connection(Delivery.PUT_BY_KEY, Map.of("bearer", "${secret:token}"), Connection.Retry.DEFAULT);
        desk.shop.next(Shop.answer(401, "bad token: secret of token"));
        var problem = ended(desk.send(1)).problem().orElseThrow();
        assertThat(desk.shop.calls.get(0).headers()).containsEntry("Authorization", "Bearer secret of token");
        assertThat(problem.toString())
                .contains("web.unauthorised")
                .contains("bad token: ***")
                .doesNotContain("secret of");
        assertThat(desk.undelivered().get(0)).doesNotContain("secret of");
    }

    @Test
    void credentialsGoWhereTheConnectionSays() {
        auth(Map.of("basic", Map.of("user", "me", "password", "${secret:pw}")));
        assertThat(last().headers()).containsEntry("Authorization", "Basic bWU6c2VjcmV0IG9mIHB3");
        auth(Map.of("apiKey", Map.of("header", "X-Key", "value", "${secret:k}")));
        assertThat(last().headers()).containsEntry("X-Key", "secret of k");
        auth(Map.of("apiKey", Map.of("query", "key", "value", "${secret:k}")));
        assertThat(last().path()).endsWith("/products/A-1?key=secret%20of%20k");
        auth(Map.of("none", true));
        assertThat(last().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void anOlderVersionIsNotSentAfterANewerOne() {
        assertThat(ended(desk.send(2))).isEqualTo(Outcome.WRITTEN);
        assertThat(ended(desk.send(1))).isEqualTo(Outcome.SKIPPED);
        assertThat(ended(desk.send(3))).isEqualTo(Outcome.WRITTEN);
        assertThat(desk.shop.things).containsEntry("/v1/products/A-1", "{\"rev\":3}");
        assertThat(desk.shop.calls).hasSize(2);
    }

    @Test
    void everyVersionOfWhatIsAddedIsSent() {
        var adding = new Desk(Delivery.AT_LEAST_ONCE);
        adding.send(2);
        assertThat(ended(adding.send(1))).isEqualTo(Outcome.WRITTEN);
        assertThat(adding.shop.effects).hasSize(2);
    }

    @Test
    void retryAfterIsHonouredOutsideOfTheInvocationWhenItIsLong() {
        desk.shop.next(Shop.retryAfter(429, "3"), Shop.retryAfter(503, "120"));
        var sending = desk.send(1);
        assertThat(desk.sleeps).startsWith(Duration.ofSeconds(3));
        // And for its turn, as calls are made less often now.
        assertThat(desk.sleeps.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofSeconds(4));
        assertThat(sending.again()).contains(desk.clock.instant().plusSeconds(120));
        // Too early: nothing is sent.
        assertThat(desk.send(1).again()).isEqualTo(sending.again());
        assertThat(desk.shop.calls).hasSize(2);
    }

    @Test
    void theNextRecordsOfABatchNeedNotFindOutForThemselves() {
        desk.shop.always(Shop.Weather.NO_CONNECTION);
        var first = desk.send(1);
        assertThat(first.again()).isPresent();
        var before = desk.sleeps.size();
        var other = new Effect("shop", "reindex", "products/B-2", "1", "updated");
        var second = desk.send(other, desk.request("{}"));
        assertThat(second.again()).isPresent();
        assertThat(desk.sleeps).hasSize(before);
    }

    @Test
    void aCallIsNotBegunShortlyBeforeTheDeadline() {
        desk.timeLeft = Duration.ofSeconds(5);
        assertThat(desk.send(1).again()).contains(desk.clock.instant());
        assertThat(desk.shop.calls).isEmpty();
    }

    @Test
    void aTwinThatFindsACallUnderWayWaitsForIt() {
        var twin = new Sending[1];
        desk.shop.onCall = () -> {
            desk.shop.onCall = () -> {};
            twin[0] = desk.send(1);
        };
        assertThat(ended(desk.send(1))).isEqualTo(Outcome.WRITTEN);
        assertThat(twin[0].again()).isPresent();
        assertThat(desk.shop.calls).hasSize(1);
    }

    @Test
    void theSameBytesAreSentAgainAlthoughTheDefinitionHasChanged() {
        var keyed = new Desk(Delivery.IDEMPOTENCY_KEY);
        keyed.shop.next(Shop.retryAfter(503, "60"));
        keyed.send(Desk.effect(1), keyed.request("{\"old\":1}"));
        keyed.clock.step(Duration.ofMinutes(2));
        keyed.send(Desk.effect(1), keyed.request("{\"new\":1}"));
        assertThat(keyed.shop.calls).extracting(Shop.Got::body).containsOnly("{\"old\":1}");
        assertThat(keyed.shop.calls)
                .extracting(got -> got.headers().get("Idempotency-Key"))
                .containsOnly(Desk.effect(1).key());
    }

    @Test
    void aLargeBodyIsRenderedAgainAndMustBeTheSameUnderAKey() {
        var keyed = new Desk(Delivery.IDEMPOTENCY_KEY);
        var large = "\"" + "x".repeat(70_000) + "\"";
        keyed.shop.next(Shop.retryAfter(503, "60"));
        keyed.send(Desk.effect(1), keyed.request(large));
        assertThat(keyed.note(1).body()).isEmpty();
        keyed.clock.step(Duration.ofMinutes(2));
        assertThat(ended(keyed.send(Desk.effect(1), keyed.request("\"other\"")))
                        .problem()
                        .orElseThrow()
                        .code())
                .isEqualTo("web.body-changed");
        var same = new Desk(Delivery.IDEMPOTENCY_KEY);
        same.shop.next(503);
        assertThat(ended(same.send(Desk.effect(1), same.request(large)))).isEqualTo(Outcome.WRITTEN);
    }

    @Test
    void whatIsThereAlreadyIsNotWrittenInCheckThenWrite() {
        var checking = new Desk(Delivery.CHECK_THEN_WRITE);
        checking.shop.things.put("/v1/products/A-1", "{\"price\": 9.90, \"rev\": 1.0, \"theirs\": true}");
        assertThat(ended(checking.send(Desk.effect(1), checking.request("{\"rev\":1,\"price\":9.9}"))))
                .isEqualTo(Outcome.WRITTEN);
        assertThat(checking.shop.effects).isEmpty();
        assertThat(ended(checking.send(Desk.effect(2), checking.request("{\"rev\":2}"))))
                .isEqualTo(Outcome.WRITTEN);
        assertThat(checking.shop.effects).hasSize(1);
    }

    @Test
    void aRequestThatCannotBeRenderedIsRejectedAndKept() {
        var sending = desk.sender()
                .send(
                        desk.connection,
                        Desk.effect(1),
                        () -> {
                            throw new Refused(Problem.of("map.no-value", "{sku} gives nothing.", "Give it."));
                        },
                        Desk.MESSAGE,
                        desk.clock.instant().plusSeconds(60));
        assertThat(ended(sending).problem().orElseThrow().code()).isEqualTo("map.no-value");
        assertThat(desk.undelivered()).hasSize(1);
    }

    @Test
    void aDeletedThingThatIsGoneIsDeleted() {
        var request = new Request("DELETE", "/products/A-1", Map.of(), Optional.empty());
        assertThat(ended(desk.send(Desk.effect(1), request))).isEqualTo(Outcome.WRITTEN);
        assertThat(desk.shop.calls.get(0).headers()).doesNotContainKey("Content-Type");
    }

    private int rev;

    private void auth(Map<String, Object> auth) {
        desk.connection = Desk.connection(Delivery.PUT_BY_KEY, auth, Connection.Retry.DEFAULT);
        desk.send(++rev);
    }

    private Shop.Got last() {
        return desk.shop.calls.get(desk.shop.calls.size() - 1);
    }

    private static Outcome ended(Sending sending) {
        assertThat(sending).isInstanceOf(Sending.Ended.class);
        return ((Sending.Ended) sending).outcome();
    }
}

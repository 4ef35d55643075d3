package dev.crossdock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.engine.Engine;
import dev.crossdock.flow.Problem;
import dev.crossdock.memory.Faults;
import dev.crossdock.webhook.Delivery.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceptionTest {
    private static final String ISSUE = "{\"action\":\"opened\",\"issue\":{\"number\":7}}";
    private static final String STANDARD = """
            {"verify": {"scheme": "standard-webhooks", "secret": "${secret:sw}"}, "run": {"template": "t"}}""";

    private final Gate gate = new Gate();

    @Test
    void aGenuineDeliveryIsKeptHandedOnAcknowledgedAndRun() {
        gate.github("");
        var reply = gate.receive(Gate.signed("g-1", ISSUE));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(gate.only().state()).isEqualTo(State.QUEUED);
        assertThat(reply.headers())
                .containsEntry("Crossdock-Delivery", gate.only().id());
        assertThat(gate.untilQuiet()).isEqualTo(1);
        assertThat(gate.only().state()).isEqualTo(State.DONE);
        assertThat(gate.starts.get(0).template()).isEqualTo("issue");
        assertThat(gate.starts.get(0).execution())
                .isEqualTo("delivery/" + gate.only().id());
        assertThat(gate.starts.get(0).input()).isEqualTo(Map.of("action", "opened", "issue", Map.of("number", 7)));
    }

    @Test
    void theSameDeliveryAgainIsAcknowledgedAndHasNoSecondEffect() {
        gate.github("");
        for (int i = 0; i < 3; i++) {
            assertThat(gate.receive(Gate.signed("g-1", ISSUE)).status()).isEqualTo(200);
            gate.untilQuiet();
            gate.clock.step(Duration.ofMinutes(10));
        }
        assertThat(gate.starts).hasSize(1);
        assertThat(gate.only().attempt()).isEqualTo(1);
        assertThat(gate.receive(Gate.signed("g-2", ISSUE)).status()).isEqualTo(200);
        assertThat(gate.all("github")).hasSize(2);
    }

    @Test
    void nobodyLearnsWhyADeliveryIsRefused() {
        gate.github("\"methods\": [\"PUT\", \"POST\"]")
                .listener(
                        "off",
                        "{\"verify\": {\"scheme\": \"github\", \"secret\": \"${secret:github}\"}, \"disabled\": true}")
                .listener(
                        "token",
                        "{\"verify\": {\"scheme\": \"github\", \"secret\": \"${secret:github}\"}, \"token\": \"${secret:url}\"}");
        var good = Gate.signed("g-1", ISSUE);
        var bad = Gate.with(good, "x-hub-signature-256", "sha256=" + "0".repeat(64));
        var wrongMethod = new Arrival("github", Optional.empty(), "DELETE", good.query(), good.headers(), good.body());
        for (var arrival : List.of(
                bad,
                wrongMethod,
                Gate.at(good, "github", "a-token"),
                Gate.at(good, "off", null),
                Gate.at(good, "nobody", null),
                Gate.at(good, "..%2F\n", null),
                Gate.at(good, "token", null),
                Gate.at(good, "token", "un-guess-abl"),
                Gate.at(good, "token", ""))) {
            assertThat(gate.receive(arrival)).isSameAs(Reply.REFUSED);
        }
        assertThat(Reply.REFUSED.status()).isEqualTo(401);
        assertThat(gate.all("github")).isEmpty();
        assertThat(gate.receive(Gate.at(good, "token", "un-guess-able")).status())
                .isEqualTo(200);
        assertThat(gate.receive(good).status()).isEqualTo(200);
    }

    @Test
    void aCapturedDeliveryIsWorthlessAfterFiveMinutes() {
        gate.secrets.put("sw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        gate.listener("sw", STANDARD);
        var sent = gate.clock.instant();
        var signature = Proof.hmac(
                "HmacSHA256",
                java.util.Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                ("m1." + sent.getEpochSecond() + ".{}").getBytes(StandardCharsets.UTF_8));
        var arrival = Gate.post(
                "sw",
                Map.of(
                        "webhook-id",
                        "m1",
                        "webhook-timestamp",
                        Long.toString(sent.getEpochSecond()),
                        "webhook-signature",
                        "v1," + java.util.Base64.getEncoder().encodeToString(signature)),
                "{}");
        assertThat(gate.receive(arrival).status()).isEqualTo(200);
        gate.clock.step(Duration.ofMinutes(5));
        assertThat(gate.receive(arrival).status()).isEqualTo(200);
        gate.untilQuiet();
        assertThat(gate.starts).hasSize(1);
        gate.clock.step(Duration.ofSeconds(1));
        assertThat(gate.receive(arrival)).isSameAs(Reply.REFUSED);
    }

    @Test
    void badInputsAreAnsweredAndNothingIsKeptOfThem() {
        gate.github("");
        var tooLarge = Gate.signed("g-1", new byte[Reception.LARGEST_BODY + 1]);
        assertThat(gate.receive(tooLarge).status()).isEqualTo(413);
        var headers = new LinkedHashMap<>(Gate.signed("g-1", ISSUE).headers());
        for (int i = 0; i < 200; i++) headers.put("x-" + i, List.of("v"));
        assertThat(gate.receive(new Arrival("github", Optional.empty(), "POST", Map.of(), headers, ISSUE.getBytes()))
                        .status())
                .isEqualTo(431);
        assertThat(gate.receive(Gate.with(Gate.signed("g-1", ISSUE), "x-long", "v".repeat(10_240)))
                        .status())
                .isEqualTo(431);
        assertThat(gate.all("github")).isEmpty();
        assertThat(gate.receive(Gate.signed("g-2", new byte[Reception.LARGEST_BODY]))
                        .status())
                .isEqualTo(200);
    }

    /** Whoever signs it means it: it is kept, and whoever runs the listener sees it. */
    @ParameterizedTest
    @ValueSource(strings = {"not JSON", "", "{\"a\":", "[1,2] 3", "\u0000\u0001", "deep"})
    void whatIsNoJsonIsText(String given) {
        var body = given.equals("deep") ? "[".repeat(100_000) : given;
        gate.github("");
        assertThat(gate.receive(Gate.signed("g-1", body)).status()).isEqualTo(200);
        gate.untilQuiet();
        assertThat(gate.starts.get(0).input()).isEqualTo(body);
        assertThat(gate.deliveries.body(gate.only())).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytesThatAreNoTextAndLargeOnesComeBackAsTheyWere() {
        gate.github("\"input\": \"$length($raw)\"");
        var binary = new byte[] {(byte) 0xff, 0, 1, (byte) 0xc3};
        var large = "\u00e9".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        gate.receive(Gate.signed("g-1", binary));
        gate.clock.step(Duration.ofMillis(1));
        gate.receive(Gate.signed("g-2", large));
        var all = gate.all("github");
        assertThat(gate.deliveries.body(all.get(1))).isEqualTo(binary);
        assertThat(gate.deliveries.body(all.get(0))).isEqualTo(large);
        assertThat(all.get(0).content().key().orElseThrow()).startsWith(".runs/deliveries/github/d-");
        gate.untilQuiet();
        assertThat(gate.starts).extracting(Engine.Start::input).containsExactly(4, 50_000);
    }

    @Test
    void whatIsNotAcceptedIsAcknowledgedDroppedAndCounted() {
        gate.github("\"accept\": \"$headers.'x-github-event' = 'push'\"");
        assertThat(gate.receive(Gate.signed("g-1", ISSUE)).status()).isEqualTo(200);
        assertThat(gate.only().state()).isEqualTo(State.DROPPED);
        assertThat(gate.untilQuiet()).isZero();
        assertThat(gate.deliveries
                        .list("github", Optional.of(State.DROPPED), "", 10)
                        .items())
                .hasSize(1);
    }

    @Test
    void aListenerThatCannotReadADeliveryKeepsItUntilSomebodyCorrectsIt() {
        gate.github("\"accept\": \"$number(action) > 1\"");
        assertThat(gate.receive(Gate.signed("g-1", ISSUE)).status()).isEqualTo(200);
        assertThat(gate.only().state()).isEqualTo(State.FAILED);
        assertThat(gate.only().problem().orElseThrow().toString()).startsWith("map.failed · listeners/github.yaml: ");

        gate.github("\"accept\": \"action = 'opened'\"");
        gate.deliveries.replay(gate.only().id());
        gate.untilQuiet();
        assertThat(gate.only().state()).isEqualTo(State.DONE);
        assertThat(gate.effects).hasSize(1);
    }

    @Test
    void secretsAreNotKept() {
        gate.secrets.put("t", "s3cret-t0ken");
        gate.listener("b", """
                {"verify": {"scheme": "bearer", "secret": "${secret:t}", "header": "x-key"}, "run": {"template": "t"},
                 "input": "$headers", "token": "${secret:url}"}""");
        var arrival = Gate.at(
                Gate.post(
                        "b",
                        Map.of(
                                "x-key",
                                "s3cret-t0ken",
                                "cookie",
                                "s3cret-c00kie",
                                "authorization",
                                "s3cret-auth",
                                "x-a",
                                "1"),
                        "{}"),
                "b",
                "un-guess-able");
        assertThat(gate.receive(arrival).status()).isEqualTo(200);
        gate.untilQuiet();
        var kept = gate.all("b").get(0);
        assertThat(kept.headers()).containsOnlyKeys("x-a");
        assertThat(Json.write(kept)).doesNotContain("s3cret").doesNotContain("un-guess-able");
        assertThat(gate.starts.get(0).input()).isEqualTo(Map.of("x-a", "1"));
    }

    @Test
    void theListenerCanSayWhatADeliveryIsAndWhatStaysInOrder() {
        gate.github("\"id\": \"issue.number\", \"order\": \"action\"");
        gate.receive(Gate.signed("g-1", ISSUE));
        gate.receive(Gate.signed("g-2", ISSUE.replace("opened", "closed")));
        gate.receive(Gate.signed("g-3", ISSUE.replace("7", "8")));
        assertThat(gate.all("github")).hasSize(2);
        assertThat(gate.all("github")).extracting(Delivery::group).allMatch(group -> group.startsWith("o-"));
        assertThat(gate.all("github").stream().map(Delivery::group).distinct()).hasSize(1);
    }

    @Test
    void withoutAnIdEachArrivalIsADelivery() {
        gate.listener("open", "{\"verify\": {\"scheme\": \"none\"}, \"run\": {\"template\": \"t\"}}");
        for (int i = 0; i < 2; i++) gate.receive(Gate.post("open", Map.of(), "{}"));
        for (int i = 0; i < 2; i++) gate.receive(Gate.post("open", Map.of("ce-id", "7", "ce-source", "/shop"), "{}"));
        gate.untilQuiet();
        assertThat(gate.all("open")).hasSize(3);
    }

    // ------------------------------------------------------------------------------------------ answers that wait

    private static final String EXTENSION = """
            {"verify": {"scheme": "bearer", "secret": "${secret:github}"}, "run": {"template": "t"},
             "respond": {"status": "$output.code ? $output.code : 200", "headers": {"x-was": "{$output.text}"},
                         "body": "{'actions': $output.actions}", "within": "2s"}}""";

    private Reply extension(String body) {
        return gate.receive(Gate.post("ext", Map.of("authorization", "Bearer " + Gate.SECRET), body));
    }

    @Test
    void aSenderThatWaitsIsAnsweredFromTheOutput() {
        gate.listener("ext", EXTENSION);
        var reply = extension("{\"actions\": [1, 2.50], \"text\": \"ok\", \"code\": 201}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(new String(reply.body())).isEqualTo("{\"actions\":[1,2.50]}");
        assertThat(reply.headers()).containsEntry("x-was", "ok").containsEntry("Content-Type", "application/json");
        assertThat(gate.all("ext").get(0).state()).isEqualTo(State.DONE);
        assertThat(gate.untilQuiet()).isZero();
        // What no answer can hold.
        assertThat(extension("{\"code\": 99}").status()).isEqualTo(500);
        // What no header can hold, a sender's own text among it.
        var quoted = extension("{\"text\": \"a\\r\\nSet-Cookie: b \u00f8\"}");
        assertThat(quoted.status()).isEqualTo(200);
        assertThat(quoted.headers())
                .containsEntry("x-was", "a%0D%0ASet-Cookie: b %C3%B8")
                .doesNotContainKey("Set-Cookie");
        assertThat(extension("{\"text\": \"" + "x".repeat(1_025) + "\"}").headers())
                .containsEntry("x-was", "x".repeat(1_024));
    }

    @Test
    void aSenderWaitsNoLongerThanItSaysAndTheTemplateIsNotHurriedByIt() {
        gate.listener("ext", EXTENSION.replace("2s", "50ms"));
        var later = new ArrayList<Runnable>();
        gate.hands = later::add;
        assertThat(extension("{\"text\": \"ok\"}").status()).isEqualTo(504);
        assertThat(gate.all("ext").get(0).state()).isEqualTo(State.QUEUED);
        later.forEach(Runnable::run);
        assertThat(gate.all("ext").get(0).state()).isEqualTo(State.DONE);
        gate.untilQuiet();
        assertThat(gate.effects.values()).containsExactly(1);
    }

    @Test
    void whatTakesTooLongGoesOnByItself() {
        gate.listener("ext", EXTENSION);
        gate.says = Optional.of(new Engine.Result.Later(gate.clock.instant(), Optional.empty()));
        assertThat(extension("{}").status()).isEqualTo(504);
        assertThat(gate.all("ext").get(0).state()).isEqualTo(State.QUEUED);
        gate.says = Optional.empty();
        gate.untilQuiet();
        assertThat(gate.all("ext").get(0).state()).isEqualTo(State.DONE);
        assertThat(gate.effects).hasSize(1);
    }

    @Test
    void whatFailsIsToldWithoutItsReasons() {
        gate.listener("ext", EXTENSION);
        gate.says = Optional.of(new Engine.Result.Failed(Problem.of("web.refused", "secret details", "")));
        var reply = extension("{}");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(new String(reply.body())).contains("delivery.failed").doesNotContain("details");
        assertThat(gate.all("ext").get(0).problem().orElseThrow().code()).isEqualTo("web.refused");
    }

    @Test
    void aListenerWithoutATemplateIsAnEcho() {
        gate.listener("echo", """
                {"verify": {"scheme": "none"}, "methods": ["GET"],
                 "respond": {"body": "{'method': $method, 'q': $query.a}"}}""");
        var reply = gate.receive(Gate.request("GET", "echo", Map.of("a", "1"), Map.of(), ""));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(new String(reply.body())).isEqualTo("{\"method\":\"GET\",\"q\":\"1\"}");
        assertThat(gate.all("echo").get(0).state()).isEqualTo(State.DONE);
    }

    // ------------------------------------------------------------------------------------------ trouble

    @Test
    void whatCannotBeStoredIsNotAcknowledged() {
        gate.github("");
        for (var store : List.of("ledger.write DELIVERY#", "ledger.write DELIVERIES#", "queue.send")) {
            gate.faults.watch((number, what, after) -> {
                if (what.startsWith(store)) throw new dev.crossdock.flow.WorldException("out of reach", null);
            });
            var reply = gate.receive(Gate.signed("g-1", ISSUE));
            assertThat(reply.status()).as(store).isEqualTo(503);
            assertThat(reply.headers()).containsKey("Retry-After");
        }
        gate.faults.watch((number, what, after) -> {});
        assertThat(gate.receive(Gate.signed("g-1", ISSUE)).status()).isEqualTo(200);
        gate.untilQuiet();
        assertThat(gate.effects).hasSize(1);
    }

    @Test
    void aSecretThatIsNotSetIsNotTheSendersFault() {
        gate.github("");
        gate.secrets.remove("github");
        assertThat(gate.receive(Gate.signed("g-1", ISSUE)).status()).isEqualTo(503);
        gate.secrets.put("github", "");
        assertThat(gate.receive(Gate.signed("g-1", ISSUE))).isSameAs(Reply.REFUSED);
    }

    @Test
    void tooManyDeliveriesAreToldWhenToComeAgain() {
        gate.github("\"limits\": {\"rate\": \"10/s\"}");
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            var reply = gate.receive(Gate.signed("g-" + i, ISSUE));
            if (reply.status() == 200) taken++;
            else {
                assertThat(reply.status()).isEqualTo(429);
                assertThat(Integer.parseInt(reply.headers().get("Retry-After"))).isBetween(1, 2);
            }
        }
        assertThat(taken).isBetween(8, 12);
        for (int second = 0; second < 10; second++) {
            gate.clock.step(Duration.ofSeconds(1));
            for (int i = 0; i < 20; i++)
                if (gate.receive(Gate.signed("s-" + second + "-" + i, ISSUE)).status() == 200) taken++;
        }
        assertThat(taken).isBetween(95, 115);
        // Who is not genuine takes nothing from those who are.
        assertThat(gate.receive(Gate.with(Gate.signed("x", ISSUE), "x-hub-signature-256", "sha256=00")))
                .isSameAs(Reply.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"respond\": {\"body\": \"$output\"}",
                "\"accept\": \"action = 'opened'\", \"order\": \"action\""
            })
    void killedAnywhereNothingAcknowledgedIsLostAndNothingIsDoneTwice(String more) {
        for (var body : List.of(ISSUE, ISSUE.replace("opened\"", "opened\",\"a\":\"" + "b".repeat(100_000) + "\""))) {
            int kill = 1;
            while (killed(kill, more, body)) assertThat(kill++).isLessThan(60);
            assertThat(kill).isGreaterThan(10);
        }
    }

    /** @return whether the process was killed before everything was done */
    private static boolean killed(int kill, String more, String body) {
        var gate = new Gate().github(more);
        var when = "killed at call " + kill;
        gate.faults.watch((number, what, after) -> {
            if (number == kill) throw new Faults.Killed(what);
        });
        boolean killed = false;
        int acknowledged = 0;
        for (int tries = 0; tries < 3 && acknowledged == 0; tries++) {
            try {
                if (gate.receive(Gate.signed("g-1", body)).status() == 200) acknowledged++;
            } catch (Faults.Killed e) {
                killed = true;
                gate.faults.watch((number, what, after) -> {});
                gate.restart();
                // As Shopify does, and long enough for the queue to have forgotten what it has seen.
                gate.clock.step(Duration.ofMinutes(10));
            }
        }
        assertThat(acknowledged).as(when).isEqualTo(1);
        for (int tries = 0; tries < 3; tries++) {
            try {
                gate.untilQuiet();
            } catch (Faults.Killed e) {
                killed = true;
                gate.faults.watch((number, what, after) -> {});
                gate.restart();
            }
            gate.clock.step(Duration.ofMinutes(10));
        }
        assertThat(gate.only().state()).as(when).isEqualTo(State.DONE);
        assertThat(gate.effects).as(when).hasSize(1);
        assertThat(gate.queue.waiting()).as(when).isEmpty();
        return killed;
    }

    @Test
    void manyAtOnceAreOneDeliveryAndOneEffect() throws Exception {
        gate.github("");
        var pool = java.util.concurrent.Executors.newFixedThreadPool(8);
        try {
            var replies = pool.invokeAll(java.util.Collections.nCopies(
                    64, () -> gate.receive(Gate.signed("g-1", ISSUE)).status()));
            for (var reply : replies) assertThat(reply.get()).isEqualTo(200);
        } finally {
            pool.shutdownNow();
        }
        gate.untilQuiet();
        assertThat(gate.effects).hasSize(1);
        assertThat(gate.only().state()).isEqualTo(State.DONE);
    }
}

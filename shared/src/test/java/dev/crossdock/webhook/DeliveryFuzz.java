package dev.crossdock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crossdock.fuzz.Fuzzed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A webhook whose signature is right and whose body is anything: stored, handed on, answered; never shown to a browser. */
class DeliveryFuzz extends Fuzzed {
    private static final List<String> TYPES = List.of(
            "application/json", "application/x-www-form-urlencoded", "text/html", "application/cloudevents+json");
    private static final int MOST_OF_ONE_GATE = 200;
    private static Gate gate;
    private static int received;

    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) {
        if (bytes.length == 0) return;
        if (gate == null || ++received % MOST_OF_ONE_GATE == 0) {
            gate = new Gate()
                    .github(
                            "\"accept\": \"$headers.\\\"x-github-event\\\" = 'issues' or $body.a\", \"input\": \"{'b': $body, 'q': $query}\"");
        }
        var signed =
                Gate.signed("d-" + received + "-" + Arrays.hashCode(bytes), Arrays.copyOfRange(bytes, 1, bytes.length));
        var headers = new LinkedHashMap<>(signed.headers());
        headers.put("content-type", List.of(TYPES.get((bytes[0] & 0xff) % TYPES.size())));
        var reply = gate.receive(new Arrival(
                signed.listener(), signed.token(), signed.method(), signed.query(), headers, signed.body()));
        assertThat(reply.status()).isBetween(200, 499);
        assertThat(reply.headers().getOrDefault("Content-Type", "")).doesNotContain("html");
        gate.untilQuiet();
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return all(golden("webhook", ".json"), lines("""
                {"action":"opened","a":[1,2.5,null]}
                aa=1&b=%20&b=%&c
                { "type": "url_verification", "challenge": "<script>"}
                x[[[[[[[[[[[[[[[[[[[[[[[[[
                """));
    }
}

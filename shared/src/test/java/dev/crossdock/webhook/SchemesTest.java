package dev.crossdock.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.definition.ConfigSchema;
import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every scheme, over its golden file: the documented vectors, and everything that is nearly one of them. */
class SchemesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A delivery as golden, or as somebody changed it. */
    private record Try(String name, Map<String, List<String>> headers, byte[] body) {}

    static Stream<SignatureScheme> all() {
        return Schemes.ALL.stream();
    }

    @TestFactory
    Stream<DynamicTest> everyCaseIsAsGolden() {
        return all().flatMap(scheme -> cases(scheme)
                .map(c -> DynamicTest.dynamicTest(
                        scheme.name() + ": " + c.path("is").asText() + ", "
                                + c.path("name").asText(),
                        () -> asGolden(scheme, c))));
    }

    private static void asGolden(SignatureScheme named, JsonNode c) {
        var scheme = scheme(named, c);
        var headers = headers(c);
        var body = body(c);
        var verdict = scheme.verify(headers, body, secrets(c), now(c));
        assertThat(verdict.map(Problem::code))
                .isEqualTo(Optional.ofNullable(c.path("refused").asText(null)));
        if (c.has("id"))
            assertThat(scheme.id(headers, body).orElse(""))
                    .isEqualTo(c.path("id").asText());
        // What is said of a refusal goes to the log: never the secret, never the body.
        var said = verdict.map(Problem::toString).orElse("");
        for (var secret : secrets(c)) if (!secret.isBlank()) assertThat(said).doesNotContain(secret);
        if (body.length > 3) assertThat(said).doesNotContain(Body.text(body));
    }

    /** Altered, second secret and wrong encoding for those that prove anything; stale and future for those that sign a time. */
    @Test
    void everySchemeHasItsCases() {
        all().forEach(scheme -> {
            var kinds = cases(scheme).map(c -> c.path("is").asText()).toList();
            assertThat(kinds).as(scheme.name()).contains("genuine");
            if (!golden(scheme).path("proves").asBoolean(true)) return;
            assertThat(kinds).as(scheme.name()).contains("altered", "second secret", "wrong encoding");
            if (scheme.timed()) assertThat(kinds).as(scheme.name()).contains("stale", "future");
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsNearlyGenuineIsRefused() {
        return all().filter(scheme -> golden(scheme).path("proves").asBoolean(true))
                .map(scheme -> DynamicTest.dynamicTest(scheme.name(), () -> nearlyGenuine(scheme)));
    }

    private static void nearlyGenuine(SignatureScheme named) {
        var golden = golden(named);
        var first = cases(named).findFirst().orElseThrow();
        var scheme = scheme(named, first);
        var secrets = secrets(first);
        var headers = headers(first);
        var body = body(first);
        assertThat(scheme.verify(headers, body, secrets, now(first))).isEmpty();

        var tries = new ArrayList<Try>();
        if (!golden.path("bodyIsFree").asBoolean(false)) tries.addAll(bodies(headers, body));
        for (var name : List.of("signature", "time", "idHeader")) {
            if (!golden.path(name).isTextual()) continue;
            tries.addAll(values(headers, body, golden.path(name).asText(), name.equals("signature")));
        }
        assertThat(tries).hasSizeGreaterThan(golden.path("bodyIsFree").asBoolean(false) ? 80 : 200);
        assertThat(tries.stream()
                        .filter(t -> scheme.verify(t.headers(), t.body(), secrets, now(first))
                                .isEmpty())
                        .map(Try::name))
                .isEmpty();
        for (var none : List.of(List.<String>of(), List.of(""), List.of(" "), List.of("", secrets.get(0)))) {
            assertThat(scheme.verify(headers, body, none, now(first)))
                    .as("secrets " + none)
                    .map(Problem::code)
                    .contains("delivery.secret");
        }
    }

    private static List<Try> bodies(Map<String, List<String>> headers, byte[] body) {
        var tries = new ArrayList<Try>();
        for (int bit = 0; bit < body.length * 8; bit++) {
            var altered = body.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            tries.add(new Try("bit " + bit + " of the body", headers, altered));
        }
        var text = Body.text(body);
        for (var other : Stream.of(
                        text + "\n",
                        " " + text,
                        "\uFEFF" + text,
                        text.replace("\n", "\r\n"),
                        text.replace("\r\n", "\n"),
                        Normalizer.normalize(text, Normalizer.Form.NFD),
                        Body.json(body).map(JsonNode::toString).orElse(text),
                        "")
                .filter(other -> !other.equals(text))
                .toList()) {
            tries.add(new Try("the body " + other, headers, other.getBytes(StandardCharsets.UTF_8)));
        }
        return tries;
    }

    private static List<Try> values(Map<String, List<String>> headers, byte[] body, String header, boolean signature) {
        var tries = new ArrayList<Try>();
        var value = headers.get(header).get(0);
        for (int bit = 0; bit < value.length() * 7; bit++) {
            var altered = value.toCharArray();
            altered[bit / 7] ^= (char) (1 << bit % 7);
            tries.add(with(headers, body, header, List.of(new String(altered))));
        }
        for (int cut = 1; cut <= value.length(); cut++) {
            tries.add(with(headers, body, header, List.of(value.substring(0, value.length() - cut))));
        }
        tries.add(with(headers, body, header, List.of()));
        tries.add(with(headers, body, header, List.of(value, value)));
        tries.add(with(headers, body, header, List.of(value + "," + value)));
        tries.add(with(headers, body, header, List.of(value + ", " + value)));
        tries.add(with(headers, body, header, List.of(value + "\n")));
        if (signature) {
            int middle = value.length() - 6;
            for (var stray : List.of(" ", "\t", "\r\n", "\n", "=", "-", "\u00e9"))
                tries.add(with(
                        headers, body, header, List.of(value.substring(0, middle) + stray + value.substring(middle))));
            var upper = value.substring(0, 8) + value.substring(8).toUpperCase(java.util.Locale.ROOT);
            if (!upper.equals(value)) tries.add(with(headers, body, header, List.of(upper)));
        }
        return tries;
    }

    private static Try with(Map<String, List<String>> headers, byte[] body, String header, List<String> values) {
        var all = new LinkedHashMap<>(headers);
        if (values.isEmpty()) all.remove(header);
        else all.put(header, values);
        return new Try(header + ": " + values, all, body);
    }

    /** Definitions cannot see this room, so the words of YAML stand there once more. */
    @Test
    void theWordsOfYamlAreTheSchemes() throws IOException {
        var schema = JSON.readTree(ConfigSchema.of("listener"));
        var words = new ArrayList<String>();
        schema.at("/properties/verify/properties/scheme/enum").forEach(word -> words.add(word.asText()));
        assertThat(words)
                .isEqualTo(Schemes.ALL.stream().map(SignatureScheme::name).toList());
    }

    private static SignatureScheme scheme(SignatureScheme named, JsonNode c) {
        return c.has("options") ? Schemes.of(named.name(), texts(c.path("options")), "verify") : named;
    }

    private static Map<String, String> texts(JsonNode node) {
        var texts = new LinkedHashMap<String, String>();
        node.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }

    private static Map<String, List<String>> headers(JsonNode c) {
        var headers = new LinkedHashMap<String, List<String>>();
        texts(c.path("headers")).forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }

    private static byte[] body(JsonNode c) {
        return c.path("body").asText().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> secrets(JsonNode c) {
        return StreamSupport.stream(c.path("secrets").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Instant now(JsonNode c) {
        return Instant.parse(c.path("now").asText());
    }

    private static Stream<JsonNode> cases(SignatureScheme scheme) {
        return StreamSupport.stream(golden(scheme).path("cases").spliterator(), false);
    }

    static JsonNode golden(SignatureScheme scheme) {
        var file = "/golden/webhook/" + scheme.name() + ".json";
        try (var in = SchemesTest.class.getResourceAsStream(file)) {
            assertThat(in).as("src/test/resources" + file).isNotNull();
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

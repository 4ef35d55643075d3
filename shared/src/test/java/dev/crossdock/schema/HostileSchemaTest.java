package dev.crossdock.schema;

import static dev.crossdock.schema.RecordSchemaTest.compile;
import static dev.crossdock.schema.RecordSchemaTest.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.crossdock.flow.Refused;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No schema and no record reaches the network, hangs a worker or ends it. */
@Timeout(20)
class HostileSchemaTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref': 'URL'}",
                "{'$ref': 'URL#/$defs/a'}",
                "{'$dynamicRef': 'URL'}",
                "{'$schema': 'URL'}",
                "{'$id': 'URL', '$defs': {'a': {'$id': 'other', '$ref': 'third'}}, '$ref': '#/$defs/a'}",
                "{'properties': {'a': {'items': {'$ref': 'URL'}}}}",
                "{'$ref': 'file:///etc/hostname'}",
                "{'$ref': 'classpath:jsv-messages.properties'}",
            })
    void whatLiesOutsideOfTheSchemaIsNeverFetched(String schema) throws Exception {
        var asked = new AtomicInteger();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/schema.json";
            var refused = catchThrowableOfType(Refused.class, () -> compile(schema.replace("URL", url)));
            assertThat(refused.problem().code()).isEqualTo("schema.invalid");
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref': '#'}",
                "{'$defs': {'a': {'$ref': '#/$defs/b'}, 'b': {'$ref': '#/$defs/a'}}, '$ref': '#/$defs/a'}",
                "{'allOf': [{'$ref': '#'}, {'$ref': '#'}]}",
            })
    void aSchemaThatRefersToItselfWithoutEndIsRefused(String schema) {
        assertThat(catchThrowableOfType(Refused.class, () -> compile(schema))
                        .problem()
                        .message())
                .isEqualTo("the schema is nested too deeply, or refers to itself without end.");
    }

    @Test
    void aSchemaNestedVeryDeeplyIsUsedOrRefusedAsTheStackAllows() {
        try {
            compile("{'not':".repeat(900) + "{}" + "}".repeat(900)).check(Map.of());
        } catch (Refused e) {
            assertThat(e.problem().code()).isEqualTo("schema.invalid");
        }
    }

    @Test
    void aRecursiveSchemaFollowsATree() {
        var tree = compile("{'required': ['name'], 'properties': {'child': {'$ref': '#'}}}");
        assertThat(tree.check(Map.of("name", 1, "child", Map.of("name", 2)))).isEmpty();
        assertThat(tree.check(Map.of("name", 1, "child", Map.of("child", Map.of("name", 3)))))
                .extracting(problem -> problem.field())
                .containsExactly("/child/name");
    }

    @Test
    void aRecordDeeperThanItsSchemaCanBeFollowedIsAProblemOfThisRecord() {
        Object deep = Map.of();
        for (int i = 0; i < 490; i++) deep = Map.of("a", deep);
        var schema = compile("{'allOf': [{'allOf': [{'allOf': [{'properties': {'a': {'$ref': '#'}}}]}]}]}");
        var problems = schema.check(deep);
        assertThat(problems).extracting(problem -> problem.code()).isSubsetOf("schema.too-deep");
        assertThat(schema.check(Map.of("a", Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a|a)*$", "^(a+)+$", "^(a|aa)+$", "(.*a){20}!$", "^(([a-z])+.)+[A-Z]([a-z])+$"})
    void aPatternWithWaysWithoutNumberComesToItsAnswer(String pattern) {
        var problems = compile(field("{'pattern': '" + pattern + "'}")).check(Map.of("a", "a".repeat(5000) + "b"));
        assertThat(problems).extracting(problem -> problem.code()).containsExactly("schema.pattern");
    }

    @Test
    void aPatternOverALongTextDoesNotRunOutOfStack() {
        assertThat(compile(field("{'pattern': '^(a|b)*$'}")).check(Map.of("a", "ab".repeat(100_000))))
                .isEmpty();
    }

    @Test
    void aPatternThatNoEngineCanDecideIsToldWithItsFieldInstead() {
        var problems = compile("{'properties': {'v': {'items': {'pattern': '^(a+)+\\\\1c$'}}}}")
                .check(Map.of("v", java.util.List.of("aac", "a".repeat(200) + "b")));
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).field()).isEqualTo("/v/1");
        assertThat(problems.get(0).toString())
                .isEqualTo("schema.pattern-endless: \"" + "a".repeat(60)
                        + "…\" cannot be compared with the pattern ^(a+)+\\1c$: the ways to try are too many."
                        + " Write the pattern without a repetition inside of a repetition.");
    }

    @Test
    void aPatternOfFieldNamesIsBoundedAsWell() {
        assertThat(compile("{'patternProperties': {'^(a|a)*$': false}}").check(Map.of("a".repeat(5000) + "b", 1)))
                .isEmpty();
    }

    @Test
    void aNumberWhoseDigitsWouldFillTheMemoryIsNotCalculatedWith() {
        var schema = compile(field("{'multipleOf': 0.01, 'enum': [5]}"));
        for (var number : new BigDecimal[] {
            new BigDecimal("1E+99999999"), new BigDecimal("-1E-99999999"), new BigDecimal("9".repeat(1001))
        }) {
            var problem = schema.check(Map.of("a", number)).get(0);
            assertThat(problem.code()).isEqualTo("schema.number");
            assertThat(problem.field()).isEqualTo("/a");
        }
        assertThat(schema.check(Map.of("a", BigInteger.TEN.pow(2000))))
                .extracting(problem -> problem.code())
                .containsExactly("schema.number");
    }
}

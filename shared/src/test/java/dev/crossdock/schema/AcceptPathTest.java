package dev.crossdock.schema;

import static dev.crossdock.schema.RecordSchemaTest.compile;
import static dev.crossdock.schema.RecordSchemaTest.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the compiled form takes on, and that it ends. That it is right: {@link SchemaSuiteTest}, {@link SchemaFuzzTest}. */
@Timeout(20)
class AcceptPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "{'$schema': 'https://json-schema.org/draft/2020-12/schema', '$id': 'https://shop.example/product'}",
                "{'properties': {'a': {'$ref': '#/$defs/a~1b'}}, '$defs': {'a/b': {'type': ['integer', 'null']}}}",
                "{'properties': {'child': {'$ref': '#'}}, 'x-unit': 'g', 'title': 'A', 'format': 'date'}",
            })
    void aUsualSchemaIsCompiled(String schema) {
        assertThat(compile(schema).isCompiled()).isTrue();
        assertThat(compile(schema).accepts(Map.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$schema': 'http://json-schema.org/draft-07/schema#'}",
                "{'unevaluatedProperties': false}",
                "{'$defs': {'a': {'$anchor': 'b'}}}",
                "{'properties': {'a': {'$id': 'https://shop.example/a'}}}",
                "{'$dynamicRef': '#a', '$defs': {'a': {'$dynamicAnchor': 'a'}}}",
                "{'dependencies': {'a': ['b']}}",
                "{'pattern': '^(?=a)'}",
                "{'multipleOf': 1e-70}",
                "{'properties': {'a': {'anyOf': [{'type': 'null'}, {'$ref': '#/properties/a'}]}}}",
            })
    void whatOnlyTheValidatorKnowsIsLeftToIt(String schema) {
        assertThat(compile(schema).isCompiled()).isFalse();
    }

    @Test
    void numbersAreComparedByTheirValueAndExactly() {
        var schema = compile(field("{'type': 'number', 'multipleOf': 0.01, 'minimum': 0.3, 'maximum': 9e18}"));
        for (var good : List.of(1, 1L, new BigDecimal("1.0"), new BigDecimal("0.30"), new BigDecimal("19.99"), 0.35)) {
            assertThat(schema.accepts(Map.of("a", good))).as("%s", good).isTrue();
        }
        for (var bad : List.of(new BigDecimal("0.29"), new BigDecimal("0.301"), 0, Double.NaN)) {
            assertThat(schema.accepts(Map.of("a", bad))).as("%s", bad).isFalse();
        }
        var whole = compile(field("{'type': 'integer', 'const': 1}"));
        assertThat(List.<Object>of(1, 1L, BigInteger.ONE, new BigDecimal("1.00")))
                .allMatch(one -> whole.accepts(Map.of("a", one)));
    }

    @Test
    void aSchemaThatBranchesAtEveryLevelOfARecordIsLeftAfterSomeSteps() {
        var schema = compile("{'properties': {'a': {'allOf': [{'$ref': '#'}, {'$ref': '#'}]}}}");
        Object deep = Map.of();
        for (int i = 0; i < 45; i++) deep = Map.of("a", deep);
        assertThat(schema.accepts(deep)).isFalse();
        assertThat(schema.accepts(Map.of("a", Map.of("a", Map.of())))).isTrue();
    }

    @Test
    void manyItemsAreComparedInLinearTimeAndManyListsNotAtAll() {
        var schema = compile(field("{'uniqueItems': true}"));
        assertThat(schema.accepts(
                        Map.of("a", IntStream.range(0, 200_000).boxed().toList())))
                .isTrue();
        assertThat(schema.accepts(Map.of("a", List.of(1, new BigDecimal("1.0")))))
                .isFalse();
        var lists = new ArrayList<Object>();
        for (int i = 0; i < 50_000; i++) lists.add(List.of(i, -31 * i));
        assertThat(schema.accepts(Map.of("a", lists))).isFalse();
    }

    @Test
    void aTreeOfOtherValuesThanRecordsHaveIsLeftToTheValidator() {
        var schema = compile("{}");
        assertThat(schema.accepts(Map.of("a", new StringBuilder()))).isFalse();
        assertThat(schema.accepts(Map.of(1, "a"))).isFalse();
        assertThat(schema.accepts(new BigDecimal("1E+99999999"))).isFalse();
    }
}

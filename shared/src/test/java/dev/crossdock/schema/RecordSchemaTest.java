package dev.crossdock.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a record that breaks its schema: field, value, reason, next step. */
class RecordSchemaTest {
    @ParameterizedTest(name = "{2}")
    @MethodSource("errors")
    void anErrorNamesFieldValueReasonAndWhatToDo(String schema, Object record, String field, String said) {
        var problem = only(schema, record);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.toString()).isEqualTo(said);
    }

    static Stream<Arguments> errors() {
        var correct = " Correct it at the source, or in the map.";
        return Stream.of(
                arguments(
                        field("{'type': 'number'}"),
                        Map.of("a", "N/A"),
                        "/a",
                        "schema.type: \"N/A\" string found, number expected." + correct),
                arguments(
                        "{'required': ['a/b~c']}",
                        Map.of(),
                        "/a~1b~0c",
                        "schema.required: \"a/b~c\" is missing. Give it at the source, or in the map."),
                arguments(
                        "{'properties': {'a: b/c': {'type': 'number'}}}",
                        Map.of("a: b/c", true),
                        "/a: b~1c",
                        "schema.type: true boolean found, number expected." + correct),
                arguments(
                        "{'properties': {'v': {'items': {'properties': {'price': {'minimum': 0}}}}}}",
                        Map.of("v", List.of(Map.of("price", 1), Map.of("price", -1))),
                        "/v/1/price",
                        "schema.minimum: -1 must have a minimum value of 0." + correct),
                arguments(
                        "{'additionalProperties': false}",
                        Map.of("sise", 1),
                        "/sise",
                        "schema.additionalProperties: \"sise\" is not in the schema, which allows no other fields."
                                + " Leave it out in the map, or add it to the schema."),
                arguments(
                        field("{'enum': ['red', 'green']}"),
                        Map.of("a", "blu"),
                        "/a",
                        "schema.enum: \"blu\" does not have a value in the enumeration [\"red\", \"green\"]."
                                + correct),
                arguments(
                        field("{'pattern': '^[A-Z]+$'}"),
                        Map.of("a", "x"),
                        "/a",
                        "schema.pattern: \"x\" does not match the regex pattern ^[A-Z]+$." + correct),
                arguments(field("false"), Map.of("a", 1), "/a", "schema.false: 1 is not allowed here." + correct),
                arguments(
                        "{'type': 'object'}",
                        List.of(1),
                        "",
                        "schema.type: [1] array found, object expected." + correct));
    }

    @Test
    void aRecordThatKeepsItsSchemaHasNoErrors() {
        assertThat(compile(field("{'type': 'integer', 'multipleOf': 0.01}"))
                        .check(Map.of("a", new java.math.BigDecimal("19.0"))))
                .isEmpty();
    }

    @Test
    void aLongValueIsShownShortenedAndNeverThroughTheMiddleOfACharacter() {
        assertThat(only(field("{'type': 'number'}"), Map.of("a", "x".repeat(1000)))
                        .message())
                .isEqualTo("\"" + "x".repeat(59) + "… string found, number expected.");
        assertThat(only(field("{'type': 'number'}"), Map.of("a", "x".repeat(58) + "\uD83D\uDE00yy"))
                        .message())
                .isEqualTo("\"" + "x".repeat(58) + "… string found, number expected.");
    }

    @Test
    void aLongSchemaIsNotQuotedInFullEither() {
        var colours = "'"
                + String.join(
                        "', '",
                        IntStream.range(0, 500).mapToObj(i -> "colour-" + i).toList()) + "'";
        assertThat(only(field("{'enum': [" + colours + "]}"), Map.of("a", "blu"))
                        .message())
                .hasSizeLessThan(300)
                .contains("colour-0");
    }

    @Test
    void ofVeryManyErrorsTheFirstTwentyAreTold() {
        var values = IntStream.range(0, 10_000).boxed().toList();
        var problems = compile(field("{'items': {'type': 'string'}}")).check(Map.of("a", values));
        assertThat(problems).hasSize(20);
        assertThat(problems.get(19).field()).isEqualTo("/a/19");
    }

    @Test
    void messagesAreInOneLanguageWhateverTheMachineSpeaks() {
        var before = java.util.Locale.getDefault();
        java.util.Locale.setDefault(java.util.Locale.GERMANY);
        try {
            assertThat(only(field("{'type': 'number'}"), Map.of("a", "N/A")).message())
                    .isEqualTo("\"N/A\" string found, number expected.");
        } finally {
            java.util.Locale.setDefault(before);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aSchemaThatCannotBeUsedIsRefusedWithTheReason(String schema, String said) {
        var refused = catchThrowableOfType(Refused.class, () -> compile(schema));
        assertThat(refused.problem().code()).isEqualTo("schema.invalid");
        assertThat(refused.problem().message()).isEqualTo(said);
        assertThat(refused.problem().hint()).isEqualTo("Schemas are JSON Schema 2020-12, whole in one file.");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(
                        "{'type': }",
                        "the schema is no JSON: Unexpected character ('}' (code 125)): expected a valid value (JSON String,"
                                + " Number, Array, Object or token 'null', 'true' or 'false') (line 1, column 10)."),
                arguments("[1]", "a schema is an object or a boolean."),
                arguments(
                        "{'$ref': '#/$defs/nope'}",
                        "the schema cannot be used: Reference /$defs/nope cannot be resolved."),
                arguments(
                        field("{'$ref': '#/$defs/nope'}"),
                        "the schema cannot be used: Reference /$defs/nope cannot be resolved."),
                arguments(
                        field("{'pattern': '('}"),
                        "the schema cannot be used: \"(\" is no regular expression (Unclosed group)."));
    }

    private static Problem only(String schema, Object record) {
        var problems = compile(schema).check(record);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    static RecordSchema compile(String schema) {
        return RecordSchema.compile(schema.replace('\'', '"'));
    }

    static String field(String schema) {
        return "{'properties': {'a': " + schema + "}}";
    }
}

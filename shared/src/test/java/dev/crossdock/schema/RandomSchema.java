package dev.crossdock.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

/** Schemas and values that meet often: few names, few texts, and numbers of every kind around the same amounts. */
final class RandomSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String[] NAMES = {"a", "b", "c", "#a", "aa", ""};
    private static final String[] TEXTS = {"", "a", "b", "aa", "ab", "\uD83D\uDE00", "a\n", "1", "2026-01-01"};
    private static final String[] PATTERNS = {"^a", "a$", "^[ab]*$", "b", "^.$", "^\\d+$", "^$", "\\p{L}"};
    private static final String[] NUMBERS = {
        "0",
        "1",
        "2",
        "-1",
        "1.0",
        "1.5",
        "0.1",
        "0.3",
        "10",
        "100",
        "1e2",
        "3",
        "1.50",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "1E+30",
        "-1E+30",
        "0.30000000000000004",
        "1e-7",
        "123456.789"
    };
    private static final String[] KEYWORDS = {
        "type",
        "type",
        "enum",
        "const",
        "required",
        "properties",
        "properties",
        "additionalProperties",
        "patternProperties",
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minLength",
        "maxLength",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "$ref",
        "minProperties",
        "maxProperties",
        "dependentRequired",
        "propertyNames",
        "contains",
        "minContains",
        "maxContains",
        "dependentSchemas",
        "format",
        "title"
    };
    private static final String[] TYPES = {"object", "array", "string", "number", "integer", "boolean", "null"};

    private final Random random;

    RandomSchema(Random random) {
        this.random = random;
    }

    ObjectNode root() {
        var root = NODES.objectNode();
        fill(root, 3);
        var definitions = root.putObject("$defs");
        definitions.set("x", schema(2));
        definitions.set("y/z", schema(2));
        return root;
    }

    private JsonNode schema(int depth) {
        if (random.nextInt(10) == 0) return NODES.booleanNode(random.nextInt(3) > 0);
        var schema = NODES.objectNode();
        fill(schema, depth);
        return schema;
    }

    private void fill(ObjectNode schema, int depth) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            var keyword = any(KEYWORDS);
            var value = value(keyword, depth - 1);
            if (value != null) schema.set(keyword, value);
        }
    }

    private JsonNode value(String keyword, int depth) {
        switch (keyword) {
            case "type":
                if (random.nextInt(3) > 0) return NODES.textNode(any(TYPES));
                return NODES.arrayNode().add(any(TYPES)).add(any(TYPES));
            case "enum":
                var values = NODES.arrayNode();
                for (int i = 1 + random.nextInt(4); i > 0; i--) values.add(literal(2));
                return values;
            case "const":
                return literal(2);
            case "required":
                return names();
            case "dependentRequired":
                return NODES.objectNode().set(any(NAMES), names());
            case "uniqueItems":
                return NODES.booleanNode(random.nextInt(4) > 0);
            case "minItems",
                    "maxItems",
                    "minLength",
                    "maxLength",
                    "minProperties",
                    "maxProperties",
                    "minContains",
                    "maxContains":
                return random.nextInt(5) == 0 ? NODES.numberNode(2.0) : NODES.numberNode(random.nextInt(4));
            case "pattern":
                return NODES.textNode(any(PATTERNS));
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
                return number();
            case "multipleOf":
                var divisor = number();
                return divisor.decimalValue().signum() > 0 ? divisor : NODES.numberNode(2);
            case "format":
                return NODES.textNode("date");
            case "title":
                return NODES.textNode("t");
            default:
                return depth <= 0 ? null : nested(keyword, depth);
        }
    }

    private JsonNode nested(String keyword, int depth) {
        switch (keyword) {
            case "properties", "dependentSchemas":
                var fields = NODES.objectNode();
                for (int i = 1 + random.nextInt(3); i > 0; i--) fields.set(any(NAMES), schema(depth));
                return fields;
            case "patternProperties":
                return NODES.objectNode().set(any(PATTERNS), schema(depth));
            case "prefixItems", "allOf", "anyOf", "oneOf":
                var list = NODES.arrayNode();
                for (int i = 1 + random.nextInt(3); i > 0; i--) list.add(schema(depth));
                return list;
            case "$ref":
                return NODES.textNode(any("#", "#/$defs/x", "#/$defs/y~1z", "#/$defs/x"));
            default:
                return schema(depth);
        }
    }

    private ArrayNode names() {
        var names = NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) names.add(any(NAMES));
        return names;
    }

    /** As a schema's text has it: decimals become doubles. */
    private JsonNode number() {
        return NODES.numberNode(new BigDecimal(any(NUMBERS)));
    }

    private JsonNode literal(int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0:
                return NODES.nullNode();
            case 1:
                return NODES.booleanNode(random.nextBoolean());
            case 2, 3:
                return number();
            case 4:
                return NODES.textNode(any(TEXTS));
            case 5, 6:
                var list = NODES.arrayNode();
                for (int i = random.nextInt(3); i > 0; i--) list.add(literal(depth - 1));
                return list;
            default:
                var object = NODES.objectNode();
                for (int i = random.nextInt(3); i > 0; i--) object.set(any(NAMES), literal(depth - 1));
                return object;
        }
    }

    /** Of the kinds that a record may have. */
    Object tree(int depth) {
        switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2, 3:
                return amount(any(NUMBERS));
            case 4, 5:
                return any(TEXTS);
            case 6, 7:
                var list = new ArrayList<Object>();
                for (int i = random.nextInt(4); i > 0; i--) list.add(tree(depth - 1));
                return list;
            default:
                var map = new LinkedHashMap<String, Object>();
                for (int i = random.nextInt(4); i > 0; i--) map.put(any(NAMES), tree(depth - 1));
                return map;
        }
    }

    private Object amount(String text) {
        var number = new BigDecimal(text);
        List<Object> kinds = new ArrayList<>(List.of(number, number.stripTrailingZeros(), number.doubleValue()));
        if (number.stripTrailingZeros().scale() <= 0) {
            BigInteger whole = number.toBigIntegerExact();
            kinds.add(whole);
            if (whole.bitLength() < 64) kinds.addAll(List.of(whole.longValue(), whole.longValue()));
            if (whole.bitLength() < 32) kinds.addAll(List.of(whole.intValue(), whole.intValue(), whole.intValue()));
        }
        return kinds.get(random.nextInt(kinds.size()));
    }

    private String any(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}

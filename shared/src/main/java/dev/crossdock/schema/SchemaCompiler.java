package dev.crossdock.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * From a schema's keywords to checks. What is not known here, or stands here in a form that the draft does not have, is left to
 * the validator, with the whole schema.
 */
final class SchemaCompiler {
    private static final int DEEPEST = 60;
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    /** They say nothing of whether a value is valid; a format neither, in this draft. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "$comment", "$defs", "default", "definitions", "deprecated", "description", "examples", "format", "title");
    /** Read together with the keyword that they belong to. */
    private static final Set<String> LIST = Set.of(
            "prefixItems", "items", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems");

    private static final Set<String> OBJECT = Set.of(
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "required",
            "dependentRequired",
            "dependentSchemas",
            "minProperties",
            "maxProperties");
    /** What changes the meaning of references or keywords, wherever it stands. */
    private static final Set<String> BASES =
            Set.of("$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef", "$schema", "$vocabulary");

    private final JsonNode root;
    private final References references;

    SchemaCompiler(JsonNode root) {
        this.root = root;
        this.references = new References(root);
    }

    /** @throws NotCompiled when it says something that only the validator knows */
    Check compile() {
        refuseBases(root, 0);
        var check = references.to("", null, node -> schema(node, "", 0));
        references.refuseCircles();
        return check;
    }

    private void refuseBases(JsonNode node, int depth) {
        if (depth > 4 * DEEPEST) throw new NotCompiled("depth");
        node.properties().forEach(entry -> {
            if (BASES.contains(entry.getKey()) && !(node == root && harmless(entry.getKey(), entry.getValue())))
                throw new NotCompiled(entry.getKey());
        });
        for (var inner : node) refuseBases(inner, depth + 1);
    }

    private static boolean harmless(String keyword, JsonNode value) {
        if (keyword.equals("$schema")) return value.asText().equals(DIALECT);
        var id = value.asText();
        return keyword.equals("$id")
                && id.startsWith("https://")
                && !id.contains("#")
                && !id.contains("json-schema.org");
    }

    /** @param at the pointer whose schema it is, of the same value; null when it is of a part of it */
    private Check schema(JsonNode node, String at, int depth) {
        if (node.isBoolean()) return node.booleanValue() ? Check.TRUE : Check.FALSE;
        if (!node.isObject() || depth > DEEPEST) throw new NotCompiled("schema");
        var checks = new ArrayList<Check>();
        if (node.has("type")) checks.add(Types.check(node.get("type")));
        node.properties().forEach(entry -> {
            var check = keyword(entry.getKey(), entry.getValue(), node, at, depth + 1);
            if (check != null) checks.add(check);
        });
        if (OBJECT.stream().anyMatch(node::has)) checks.add(object(node, at, depth + 1));
        if (LIST.stream().anyMatch(node::has)) checks.add(list(node, depth + 1));
        return Check.all(checks);
    }

    private Check keyword(String keyword, JsonNode value, JsonNode schema, String at, int depth) {
        switch (keyword) {
            case "enum":
                if (!value.isArray() || value.isEmpty()) throw new NotCompiled(keyword);
                return Same.oneOf(value);
            case "const":
                return Same.constant(value);
            case "minLength":
                return length(value, true);
            case "maxLength":
                return length(value, false);
            case "pattern":
                var pattern = pattern(text(value));
                return (text, walk) -> !(text instanceof String) || pattern.matches((String) text);
            case "minimum":
                return bound(value, c -> c >= 0);
            case "maximum":
                return bound(value, c -> c <= 0);
            case "exclusiveMinimum":
                return bound(value, c -> c > 0);
            case "exclusiveMaximum":
                return bound(value, c -> c < 0);
            case "multipleOf":
                return Amounts.multipleOf(number(value));
            case "allOf":
                return Check.all(schemas(value, at, depth));
            case "anyOf":
                return counted(schemas(value, at, depth), Integer.MAX_VALUE);
            case "oneOf":
                return counted(schemas(value, at, depth), 1);
            case "not":
                var not = schema(value, at, depth);
                return (v, walk) -> !walk.into(not, v);
            case "if":
                return condition(schema, at, depth);
            case "$ref":
                return reference(text(value), at, depth);
            case "then", "else", "type", "$id", "$schema":
                return null;
            default:
                if (ANNOTATIONS.contains(keyword) || LIST.contains(keyword) || OBJECT.contains(keyword)) return null;
                if (keyword.startsWith("x-")) return null;
                throw new NotCompiled(keyword);
        }
    }

    private Check reference(String text, String at, int depth) {
        if (!text.startsWith("#")) throw new NotCompiled("$ref");
        var pointer = text.substring(1);
        return references.to(pointer, at, node -> schema(node, pointer, 0));
    }

    /** Every one is tried, as the validator does. */
    private static Check counted(List<Check> checks, int most) {
        return (value, walk) -> {
            int accepting = 0;
            for (var check : checks) if (walk.into(check, value)) accepting++;
            return accepting > 0 && accepting <= most;
        };
    }

    private Check condition(JsonNode schema, String at, int depth) {
        var condition = schema(schema.get("if"), at, depth);
        var then = schema.has("then") ? schema(schema.get("then"), at, depth) : Check.TRUE;
        var otherwise = schema.has("else") ? schema(schema.get("else"), at, depth) : Check.TRUE;
        return (value, walk) -> walk.into(walk.into(condition, value) ? then : otherwise, value);
    }

    private Check object(JsonNode node, String at, int depth) {
        var patterns = new ArrayList<ObjectCheck.Named>();
        byName(node, "patternProperties", null, depth)
                .forEach((pattern, check) -> patterns.add(new ObjectCheck.Named(pattern(pattern), check)));
        var requiredWith = new LinkedHashMap<String, List<String>>();
        fields(node, "dependentRequired").forEach((name, names) -> requiredWith.put(name, names(names)));
        return new ObjectCheck(
                byName(node, "properties", null, depth),
                patterns,
                of(node, "additionalProperties", depth),
                of(node, "propertyNames", depth),
                node.has("required") ? names(node.get("required")) : List.of(),
                requiredWith,
                byName(node, "dependentSchemas", at, depth),
                count(node, "minProperties", 0),
                count(node, "maxProperties", Integer.MAX_VALUE));
    }

    private Check list(JsonNode node, int depth) {
        var unique = node.path("uniqueItems");
        if (!unique.isMissingNode() && !unique.isBoolean()) throw new NotCompiled("uniqueItems");
        int minContains = count(node, "minContains", 1);
        int maxContains = count(node, "maxContains", Integer.MAX_VALUE);
        if (minContains > maxContains) throw new NotCompiled("minContains");
        return new ListCheck(
                node.has("prefixItems") ? schemas(node.get("prefixItems"), null, depth) : List.of(),
                of(node, "items", depth),
                of(node, "contains", depth),
                minContains,
                maxContains,
                count(node, "minItems", 0),
                count(node, "maxItems", Integer.MAX_VALUE),
                unique.asBoolean());
    }

    private Check of(JsonNode node, String keyword, int depth) {
        return node.has(keyword) ? schema(node.get(keyword), null, depth) : null;
    }

    private Map<String, Check> byName(JsonNode node, String keyword, String at, int depth) {
        var checks = new HashMap<String, Check>();
        fields(node, keyword).forEach((name, inner) -> checks.put(name, schema(inner, at, depth)));
        return checks;
    }

    private static Map<String, JsonNode> fields(JsonNode node, String keyword) {
        var fields = new LinkedHashMap<String, JsonNode>();
        if (!node.has(keyword)) return fields;
        if (!node.get(keyword).isObject()) throw new NotCompiled(keyword);
        node.get(keyword).properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
        return fields;
    }

    private List<Check> schemas(JsonNode list, String at, int depth) {
        if (!list.isArray() || list.isEmpty()) throw new NotCompiled("schemas");
        var checks = new ArrayList<Check>();
        for (var inner : list) checks.add(schema(inner, at, depth));
        return List.copyOf(checks);
    }

    private static List<String> names(JsonNode list) {
        if (!list.isArray()) throw new NotCompiled("required");
        var names = new ArrayList<String>();
        for (var name : list) names.add(text(name));
        return List.copyOf(names);
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) throw new NotCompiled("text");
        return node.textValue();
    }

    /** One over which the validator may despair would make it refuse the record, whatever else is said there. */
    private static BoundedPattern pattern(String text) {
        var pattern = new BoundedPattern(text);
        if (!pattern.alwaysDecided()) throw new NotCompiled("pattern");
        return pattern;
    }

    private static Check bound(JsonNode node, IntPredicate good) {
        return Amounts.bound(number(node), good);
    }

    private static BigDecimal number(JsonNode node) {
        if (!node.isNumber() || node.isDouble() && !Double.isFinite(node.doubleValue()))
            throw new NotCompiled("number");
        return node.decimalValue();
    }

    private static int count(JsonNode node, String keyword, int otherwise) {
        return node.has(keyword) ? count(node.get(keyword)) : otherwise;
    }

    private static int count(JsonNode node) {
        if (!node.isNumber() || !node.canConvertToExactIntegral() || !node.canConvertToInt() || node.intValue() < 0)
            throw new NotCompiled("count");
        return node.intValue();
    }

    private static Check length(JsonNode node, boolean least) {
        int bound = count(node);
        return (value, walk) -> {
            if (!(value instanceof String text)) return true;
            int length = text.codePointCount(0, text.length());
            return least ? length >= bound : length <= bound;
        };
    }
}

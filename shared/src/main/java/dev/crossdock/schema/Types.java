package dev.crossdock.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A schema's {@code type}. */
final class Types {
    private Types() {}

    static Check check(JsonNode type) {
        if (type.isTextual()) return named(type.textValue());
        if (!type.isArray() || type.isEmpty()) throw new NotCompiled("type");
        var checks = new ArrayList<Check>();
        for (var one : type) checks.add(named(one.isTextual() ? one.textValue() : ""));
        return (value, walk) -> {
            for (var check : checks) if (check.test(value, walk)) return true;
            return false;
        };
    }

    private static Check named(String type) {
        return switch (type) {
            case "object" -> (value, walk) -> value instanceof Map;
            case "array" -> (value, walk) -> value instanceof List;
            case "string" -> (value, walk) -> value instanceof String;
            case "boolean" -> (value, walk) -> value instanceof Boolean;
            case "null" -> (value, walk) -> value == null;
            case "number" -> (value, walk) -> value instanceof Number;
            case "integer" -> (value, walk) -> value instanceof Number number && Amounts.whole(number);
            default -> throw new NotCompiled("type");
        };
    }
}

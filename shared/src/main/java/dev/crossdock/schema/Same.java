package dev.crossdock.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Equality as the validator has it: 1 is 1.0, but inside of lists and objects, and in the sets that it keeps, the kinds of numbers
 * count as well; there only what is the same or surely different is decided.
 */
final class Same {
    /** Their hashes can be made to collide, and they have no order. */
    private static final int MOST_NESTED = 200;

    private Same() {}

    static Check constant(JsonNode wanted) {
        if (wanted.isTextual()) {
            var text = wanted.textValue();
            return (value, walk) -> text.equals(value);
        }
        if (wanted.isNumber()) {
            var number = wanted.decimalValue();
            return (value, walk) ->
                    value instanceof Number other && Amounts.exact(other).compareTo(number) == 0;
        }
        return (value, walk) -> same(wanted, value);
    }

    static Check oneOf(JsonNode values) {
        var texts = new HashSet<String>();
        var others = new ArrayList<JsonNode>();
        for (var value : values) {
            if (value.isTextual()) texts.add(value.textValue());
            else others.add(value);
        }
        return (value, walk) -> {
            if (value instanceof String) return texts.contains(value);
            for (var other : others) {
                if (other.isNumber() ? sameInSet(other, value) : same(other, value)) return true;
            }
            return false;
        };
    }

    private static boolean sameInSet(JsonNode wanted, Object value) {
        if (!(value instanceof Number number)) return false;
        var exact = Amounts.exact(number);
        if (exact.compareTo(wanted.decimalValue()) != 0) return false;
        if (!plain(exact.stripTrailingZeros()).equals(plain(wanted.decimalValue()))) throw Walk.unsure();
        return true;
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.scale() >= 0 ? number : number.setScale(0);
    }

    private static boolean same(JsonNode wanted, Object value) {
        if (value == null) return wanted.isNull();
        if (value instanceof String)
            return wanted.isTextual() && wanted.textValue().equals(value);
        if (value instanceof Boolean flag) return wanted.isBoolean() && wanted.booleanValue() == flag;
        if (value instanceof Number number) {
            if (!wanted.isNumber() || Amounts.exact(number).compareTo(wanted.decimalValue()) != 0) return false;
            if (!(wanted instanceof IntNode) || !(number instanceof Integer)) throw Walk.unsure();
            return true;
        }
        if (value instanceof List<?> list) {
            if (!wanted.isArray() || wanted.size() != list.size()) return false;
            int at = 0;
            for (var item : list) if (!same(wanted.get(at++), item)) return false;
            return true;
        }
        var map = (Map<?, ?>) value;
        if (!wanted.isObject() || wanted.size() != map.size()) return false;
        for (var entry : map.entrySet()) {
            var inner = wanted.get((String) entry.getKey());
            if (inner == null || !same(inner, entry.getValue())) return false;
        }
        return true;
    }

    /** Of a list, in linear time. */
    static boolean unique(List<?> list) {
        if (list.size() < 2) return true;
        Set<Object> seen = new HashSet<>(list.size() * 2);
        int nested = 0;
        for (var item : list) {
            boolean scalar = !(item instanceof Map || item instanceof List);
            if (!scalar && ++nested > MOST_NESTED) throw Walk.unsure();
            if (seen.add(comparable(item))) continue;
            // Of equal numbers the validator may think otherwise, when they are of two kinds.
            if (!scalar || item instanceof Number) throw Walk.unsure();
            return false;
        }
        return true;
    }

    private static Object comparable(Object value) {
        if (value instanceof Number number) return Amounts.exact(number).stripTrailingZeros();
        if (value instanceof List<?> list) {
            var copy = new ArrayList<Object>(list.size());
            for (var item : list) copy.add(comparable(item));
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            var copy = new HashMap<Object, Object>();
            map.forEach((key, item) -> copy.put(key, comparable(item)));
            return copy;
        }
        return value;
    }
}

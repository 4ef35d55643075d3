package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** How a file of records differs from what was expected, for people: its first differing record, field by field. */
final class Difference {
    private static final int LONGEST = 120;
    /** 2049.00 and 2049 are the same number. */
    private static final Comparator<JsonNode> NUMBERS = (a, b) -> same(a, b) ? 0 : 1;

    private Difference() {}

    /**
     * @param file whose records are expected
     * @param some whether only the keys that are expected count
     * @return empty when there is none
     */
    static List<String> of(String file, List<JsonNode> expected, List<JsonNode> seen, boolean some) {
        for (int i = 0; i < Math.min(expected.size(), seen.size()); i++) {
            var fields = new ArrayList<String>();
            fields("", expected.get(i), seen.get(i), some, fields);
            if (!fields.isEmpty()) {
                return List.of("line %,d of %s differs:\n  %s".formatted(i + 1, file, String.join("\n  ", fields))
                        + counted(expected, seen));
            }
        }
        if (expected.size() == seen.size()) return List.of();
        boolean missing = expected.size() > seen.size();
        var first = missing ? expected.get(seen.size()) : seen.get(expected.size());
        return List.of("%s has %,d lines, and there are %,d now; the first that %s: %s"
                .formatted(
                        file,
                        expected.size(),
                        seen.size(),
                        missing ? "is missing" : "is new",
                        Screen.shortened(first.toString(), LONGEST)));
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
    }

    private static String counted(List<JsonNode> expected, List<JsonNode> seen) {
        return expected.size() == seen.size()
                ? ""
                : "\n  (%,d lines expected, %,d now)".formatted(expected.size(), seen.size());
    }

    private static void fields(String path, JsonNode expected, JsonNode seen, boolean some, List<String> into) {
        if (expected.equals(NUMBERS, seen)) return;
        if (expected.isObject() && seen.isObject()) {
            var names = new LinkedHashSet<String>();
            expected.fieldNames().forEachRemaining(names::add);
            if (!some) seen.fieldNames().forEachRemaining(names::add);
            for (var name : names) fields(path + "/" + name, expected.path(name), seen.path(name), some, into);
        } else if (expected.isArray() && seen.isArray() && expected.size() == seen.size()) {
            for (int i = 0; i < expected.size(); i++) fields(path + "/" + i, expected.get(i), seen.get(i), some, into);
        } else {
            into.add("%s  expected %s, is %s".formatted(path.isEmpty() ? "it" : path, shown(expected), shown(seen)));
        }
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "nothing" : Screen.shortened(node.toString(), LONGEST);
    }
}

package dev.crossdock.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.crossdock.flow.Problem;
import java.util.Set;

/** What a validator's errors are called before a user: the field as JSON Pointer, the value shortened, what to do. */
final class SchemaErrors {
    private static final int LONGEST_VALUE = 60;
    private static final int LONGEST_REASON = 200;
    private static final String HINT = "Correct it at the source, or in the map.";
    /** Keywords that tell of a field by the object around it. */
    private static final Set<String> OF_A_FIELD = Set.of("additionalProperties", "unevaluatedProperties");

    private SchemaErrors() {}

    static Problem problem(Error error, JsonNode root) {
        var keyword = error.getKeyword() == null ? "false" : error.getKeyword();
        var around = error.getInstanceLocation().toString();
        var field = error.getProperty() == null ? "" : Problem.pointer(error.getProperty());
        if (keyword.equals("required") && !field.isEmpty()) {
            return Problem.of(
                            "schema.required",
                            "\"" + shortened(error.getProperty(), LONGEST_VALUE) + "\" is missing.",
                            "Give it at the source, or in the map.")
                    .in(around + field);
        }
        if (OF_A_FIELD.contains(keyword) && !field.isEmpty()) {
            return Problem.of(
                            "schema." + keyword,
                            "\"" + shortened(error.getProperty(), LONGEST_VALUE)
                                    + "\" is not in the schema, which allows no other fields.",
                            "Leave it out in the map, or add it to the schema.")
                    .in(around + field);
        }
        var message = keyword.equals("false") ? "is not allowed here" : error.getMessage();
        return Problem.of(
                        "schema." + keyword,
                        shown(root.at(around)) + " " + shortened(message.replaceFirst("\\.+$", ""), LONGEST_REASON)
                                + ".",
                        HINT)
                .in(around);
    }

    static Problem undecided(BoundedPattern.Undecided undecided, JsonNode root) {
        return Problem.of(
                        "schema.pattern-endless",
                        "\"" + shortened(undecided.text, LONGEST_VALUE) + "\" cannot be compared with the pattern "
                                + shortened(undecided.pattern, LONGEST_REASON) + ": the ways to try are too many.",
                        "Write the pattern without a repetition inside of a repetition.")
                .in(place(root, undecided.text, ""));
    }

    static Problem tooDeep() {
        return Problem.of(
                "schema.too-deep",
                "the record goes deeper than its schema can be followed.",
                "Flatten it in the map, or let the schema say less about what is deep inside.");
    }

    /** Where the text stands in the tree, as a value or a name; empty when nowhere. */
    private static String place(JsonNode node, String text, String pointer) {
        if (node.isTextual()) return node.textValue().equals(text) ? pointer : "";
        if (node.isObject()) {
            for (var entry : node.properties()) {
                var inner = pointer + Problem.pointer(entry.getKey());
                var found = entry.getKey().equals(text) ? inner : place(entry.getValue(), text, inner);
                if (!found.isEmpty()) return found;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            var found = place(node.get(i), text, pointer + "/" + i);
            if (!found.isEmpty()) return found;
        }
        return "";
    }

    static String shown(JsonNode value) {
        return value.isMissingNode() ? "it" : shortened(value.toString(), LONGEST_VALUE);
    }

    /** Never through the middle of a character. */
    static String shortened(String text, int length) {
        if (text.length() <= length) return text;
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }
}

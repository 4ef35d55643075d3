package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A published definition as lines that its author would know again: indented as YAML is, an expression line by line. */
final class DefinitionLines {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./$][^\\n\"#:]*(?<! )");

    private DefinitionLines() {}

    static List<String> of(JsonNode definition) {
        var lines = new ArrayList<String>();
        below(definition, "", lines);
        return List.copyOf(lines);
    }

    private static void below(JsonNode node, String indent, List<String> lines) {
        if (node.isObject()) {
            node.properties().forEach(entry -> value(indent + entry.getKey() + ":", entry.getValue(), indent, lines));
        } else if (node.isArray()) {
            node.forEach(item -> value(indent + "-", item, indent, lines));
        } else {
            value(indent.stripTrailing(), node, indent, lines);
        }
    }

    private static void value(String head, JsonNode value, String indent, List<String> lines) {
        if (value.isContainerNode() && !value.isEmpty()) {
            lines.add(head);
            below(value, indent + "  ", lines);
        } else if (value.isTextual() && value.asText().contains("\n")) {
            lines.add(head + " |");
            value.asText().lines().forEach(line -> lines.add((indent + "  " + line).stripTrailing()));
        } else {
            lines.add(head + " " + scalar(value));
        }
    }

    private static String scalar(JsonNode value) {
        return value.isTextual() && PLAIN.matcher(value.asText()).matches() ? value.asText() : value.toString();
    }
}

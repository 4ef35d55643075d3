package dev.crossdock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a definition says before anybody knows what it means: keys, lists and values, each with its place. Immutable. */
sealed interface Tree {
    Spot spot();

    /** For messages: {@code a list}, {@code the number 12}. */
    String said();

    JsonNode json();

    /** @param keys in the order of the file */
    record Branch(Spot spot, Map<String, Entry> keys) implements Tree {
        /** @param key where the key stands */
        record Entry(Spot key, Tree value) {}

        Optional<Tree> get(String key) {
            return Optional.ofNullable(keys.get(key)).map(Entry::value);
        }

        boolean has(String key) {
            return keys.containsKey(key);
        }

        @Override
        public String said() {
            return keys.size() == 1 ? "a key (" + keys.keySet().iterator().next() + ")" : "keys";
        }

        @Override
        public JsonNode json() {
            var node = JsonNodeFactory.instance.objectNode();
            keys.forEach((key, entry) -> node.set(key, entry.value().json()));
            return node;
        }
    }

    record Row(Spot spot, List<Tree> items) implements Tree {
        @Override
        public String said() {
            return "a list";
        }

        @Override
        public JsonNode json() {
            var node = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> node.add(item.json()));
            return node;
        }
    }

    /**
     * @param value text, number, boolean or null node
     * @param raw as it is written in the file, without quotes
     * @param written how its characters lie in the file, so that a place inside it can be given
     */
    record Leaf(Spot spot, JsonNode value, String raw, Written written) implements Tree {
        /** @param kind {@code |} or {@code >} for a block, {@code '} or {@code "} when quoted, else a blank @param indent of a block's text */
        record Written(char kind, int indent) {
            static final Written PLAIN = new Written(' ', 0);
        }

        boolean isText() {
            return value.isTextual();
        }

        boolean isNull() {
            return value.isNull();
        }

        String text() {
            return value.textValue();
        }

        /**
         * The place of a character of the text; exact for plain and quoted text on one line and for blocks written with
         * {@code |}, else the beginning.
         */
        Spot inside(int index) {
            if (spot.line() == 0) return spot;
            var before = raw.substring(0, Math.max(0, Math.min(index, raw.length())));
            int lines = (int) before.chars().filter(c -> c == '\n').count();
            if (written.kind() == '|') {
                int column = before.length() - (before.lastIndexOf('\n') + 1);
                return new Spot(spot.file(), spot.line() + 1 + lines, written.indent() + column + 1);
            }
            if (written.kind() == '>' || raw.indexOf('\n') >= 0) return spot;
            int quote = written.kind() == ' ' ? 0 : 1;
            return new Spot(spot.file(), spot.line(), spot.column() + quote + before.length());
        }

        @Override
        public String said() {
            if (value.isNull()) return "nothing";
            if (value.isTextual()) return "the text \"" + shortened(raw) + "\"";
            return (value.isBoolean() ? "" : "the number ") + shortened(raw);
        }

        @Override
        public JsonNode json() {
            return value;
        }
    }

    static String shortened(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 60 ? line : line.substring(0, 60) + "…";
    }

    /** A published definition: no places but the definition's own. */
    static Tree of(JsonNode node, String file) {
        var spot = new Spot(file, 0, 0);
        if (node.isObject()) {
            var keys = new LinkedHashMap<String, Branch.Entry>();
            node.properties()
                    .forEach(field -> keys.put(field.getKey(), new Branch.Entry(spot, of(field.getValue(), file))));
            return new Branch(spot, keys);
        }
        if (node.isArray()) {
            var items = new java.util.ArrayList<Tree>(node.size());
            node.forEach(item -> items.add(of(item, file)));
            return new Row(spot, items);
        }
        return new Leaf(spot, node, node.asText(), Leaf.Written.PLAIN);
    }
}

package dev.crossdock.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A schema's references into itself: each is compiled once, and found again by its pointer. */
final class References {
    private final JsonNode root;
    private final Map<String, Place> places = new HashMap<>();
    /** Which refer to which at the same value: in a circle there is no end. */
    private final Map<String, Set<String>> inPlace = new HashMap<>();

    References(JsonNode root) {
        this.root = root;
    }

    private static final class Place implements Check {
        private Check check;

        @Override
        public boolean test(Object value, Walk walk) {
            return walk.into(check, value);
        }
    }

    /** @param from the pointer in whose schema the reference stands, of the same value; null when it stands at a part of it */
    Check to(String pointer, String from, Function<JsonNode, Check> compiler) {
        if (from != null) inPlace.computeIfAbsent(from, p -> new HashSet<>()).add(pointer);
        var known = places.get(pointer);
        if (known != null) return known;
        var node = target(pointer);
        var place = new Place();
        places.put(pointer, place);
        place.check = compiler.apply(node);
        return place;
    }

    private JsonNode target(String pointer) {
        if (!pointer.isEmpty() && !pointer.startsWith("/")) throw new NotCompiled("$ref");
        try {
            var node = root.at(pointer.indexOf('%') < 0 ? pointer : decoded(pointer));
            if (!node.isMissingNode()) return node;
        } catch (IllegalArgumentException e) {
            // As a missing one.
        }
        throw new NotCompiled("$ref");
    }

    private static String decoded(String pointer) {
        return URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    void refuseCircles() {
        var done = new HashSet<String>();
        for (var pointer : inPlace.keySet()) visit(pointer, new HashSet<>(), done);
    }

    private void visit(String pointer, Set<String> above, Set<String> done) {
        if (!above.add(pointer)) throw new NotCompiled("$ref");
        if (done.add(pointer)) {
            for (var next : inPlace.getOrDefault(pointer, Set.of())) visit(next, above, done);
        }
        above.remove(pointer);
    }
}

package dev.crossdock.mapping.compiled;

import java.util.Optional;

/** Which field of a record a step reads. */
final class Fields {
    private Fields() {}

    /** A function's first argument, an operator's side, the path itself, as JSON Pointer; empty when it is no plain path. */
    static Optional<String> of(Node node, boolean right) {
        return switch (node.kind) {
            case PATH -> path(node);
            case CALL, PARTIAL -> node.parts.isEmpty() ? Optional.empty() : of(node.parts.get(0), false);
            case BINARY -> of(right ? node.right : node.left, false);
            case APPLY -> of(node.left, false);
            default -> Optional.empty();
        };
    }

    private static Optional<String> path(Node path) {
        var pointer = new StringBuilder();
        for (var part : path.parts) {
            if (part.kind != Node.Kind.NAME) return Optional.empty();
            pointer.append('/').append(part.text().replace("~", "~0").replace("/", "~1"));
        }
        return Optional.of(pointer.toString());
    }
}

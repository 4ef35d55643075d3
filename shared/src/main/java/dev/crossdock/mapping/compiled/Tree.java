package dev.crossdock.mapping.compiled;

import java.util.LinkedHashMap;

/** An object that the evaluation made, and may therefore still change. */
final class Tree extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1;

    Tree(int expected) {
        super(Math.max(4, expected * 4 / 3 + 1));
    }
}

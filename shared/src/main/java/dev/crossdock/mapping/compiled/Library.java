package dev.crossdock.mapping.compiled;

import java.util.HashMap;
import java.util.Map;

/** The functions that every expression knows, by name without {@code $}. */
final class Library {
    private static final Map<String, Fn> FUNCTIONS = new HashMap<>();

    static {
        var to = new Library();
        TextFunctions.register(to);
        PatternFunctions.register(to);
        UrlFunctions.register(to);
        NumberFunctions.register(to);
        ListFunctions.register(to);
        ObjectFunctions.register(to);
        HigherOrderFunctions.register(to);
        MomentFunctions.register(to);
        OwnFunctions.register(to);
    }

    private Library() {}

    /** @param arity how many arguments it is handed by functions that take functions */
    void add(String name, String signature, int arity, Builtin.Body body) {
        FUNCTIONS.put(name, new Builtin(name, signature, arity, body));
    }

    /** @param body of a text; nothing is nothing */
    void add(String name, Builtin.OfText body) {
        add(name, "<s-:s>", (a, f) -> a[0] == null ? null : body.of((String) a[0]), body);
    }

    /** @param ofText what {@code body} does with a text alone */
    void add(String name, String signature, Builtin.Body body, Builtin.OfText ofText) {
        FUNCTIONS.put(name, new Builtin(name, signature, 1, body, ofText));
    }

    void add(Fn function) {
        FUNCTIONS.put(function.name, function);
    }

    static Fn function(String name) {
        return FUNCTIONS.get(name);
    }
}

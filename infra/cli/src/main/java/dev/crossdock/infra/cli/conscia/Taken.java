package dev.crossdock.infra.cli.conscia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A JSON object that knows what was taken of it: the rest is what is not understood. Not thread-safe. */
final class Taken {
    private final String path;
    private final JsonNode of;
    private final Set<String> names = new HashSet<>();
    private final List<Taken> inner = new ArrayList<>();

    Taken(JsonNode of) {
        this("", of);
    }

    private Taken(String path, JsonNode of) {
        this.path = path;
        this.of = of;
    }

    /** The first of these that is there. */
    JsonNode node(String... any) {
        for (var name : any) {
            if (!of.hasNonNull(name)) continue;
            names.add(name);
            return of.get(name);
        }
        return MissingNode.getInstance();
    }

    /** The first of these that is there; empty for an empty text too. */
    Optional<String> text(String... any) {
        return Optional.of(node(any).asText("")).map(String::strip).filter(text -> !text.isEmpty());
    }

    boolean truth(String... any) {
        return node(any).asBoolean(false);
    }

    /** The object of that name; an empty one when there is none. */
    Taken object(String name) {
        if (!of.path(name).isObject()) return new Taken(path + name + ".", MissingNode.getInstance());
        names.add(name);
        var part = new Taken(path + name + ".", of.get(name));
        inner.add(part);
        return part;
    }

    /** These say nothing that is to be taken over. */
    void known(String... said) {
        names.addAll(List.of(said));
    }

    /** What it also has, each as {@code params.transformers: [...]}. */
    List<String> rest() {
        var rest = new ArrayList<String>();
        of.fieldNames().forEachRemaining(name -> {
            if (names.contains(name) || empty(of.get(name))) return;
            rest.add(path + name + ": " + Comment.of(name, of.get(name)));
        });
        inner.forEach(part -> rest.addAll(part.rest()));
        return rest;
    }

    private static boolean empty(JsonNode value) {
        return value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.asText().isBlank();
    }
}

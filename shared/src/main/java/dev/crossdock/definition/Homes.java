package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says where a key belongs that stands in the wrong place. */
final class Homes {
    /** @param path {@code from.format.csv.delimiter} */
    private record Home(Kinds.Kind kind, String path, Key key) {}

    private static final Map<String, List<Home>> BY_KEY = new LinkedHashMap<>();

    static {
        for (var kind : Kinds.ALL) collect(kind, kind.keys(), "");
    }

    private Homes() {}

    private static void collect(Kinds.Kind kind, Shape shape, String path) {
        if (shape instanceof Shape.Keys keys) {
            for (var key : keys.keys()) {
                if (key.name().equals("description") || key.effect() == Key.Effect.PUBLISHED) continue;
                var whole = path.isEmpty() ? key.name() : path + "." + key.name();
                var homes = BY_KEY.computeIfAbsent(key.name(), name -> new java.util.ArrayList<>());
                if (homes.stream()
                        .noneMatch(home -> home.kind() == kind && home.path().equals(whole))) {
                    homes.add(new Home(kind, whole, key));
                }
                collect(kind, key.shape(), whole);
            }
        } else if (shape instanceof Shape.Variants variants) {
            variants.variants().forEach(variant -> collect(kind, variant.keys(), path));
        } else if (shape instanceof Shape.Either either) {
            either.shapes().forEach(inner -> collect(kind, inner, path));
        } else if (shape instanceof Shape.Items items) {
            collect(kind, items.item(), path);
        } else if (shape instanceof Shape.Steps steps) {
            collect(kind, steps.step(), path);
        }
    }

    /**
     * @param keys where it stands
     * @param root the whole definition, which may name the connection that is meant
     */
    static Optional<Problem> of(
            String name, Kinds.Kind kind, Shape.Keys keys, Tree root, String pointer, Shape.Variants around) {
        var what = keys.what();
        if (name.equals("name") && pointer.equals("/name")) {
            return problem(name, what, "The file's name is its name: remove it.");
        }
        if (name.equals("type") && kind.kind().equals("job")) {
            return problem(name, what, "A job's type follows from its from and to: remove it.");
        }
        if (around != null) {
            for (var variant : around.variants()) {
                if (variant.keys().key(name).isPresent()) {
                    return problem(
                            name,
                            "\"" + what + "\" with " + present(around, root, pointer),
                            "It goes with " + variant.marks().get(0) + ".");
                }
            }
        }
        var homes = BY_KEY.getOrDefault(name, List.of());
        var own = homes.stream()
                .filter(home -> home.kind() == kind && !home.path().equals(name)
                        || home.kind() == kind && pointer.lastIndexOf('/') > 0)
                .findFirst();
        if (own.isPresent()) {
            var path = own.get().path();
            return problem(
                    name,
                    what,
                    path.contains(".")
                            ? "Write it as " + path + "."
                            : "Write it one level further out, beside " + first(kind) + ".");
        }
        return homes.stream().findFirst().flatMap(home -> problem(name, what, hint(home, root)));
    }

    private static String first(Kinds.Kind kind) {
        return kind.keys().keys().stream()
                .filter(Key::required)
                .map(Key::name)
                .findFirst()
                .orElse("the other keys");
    }

    private static String present(Shape.Variants around, Tree root, String pointer) {
        var branch = (Tree.Branch) ((Tree.Branch) root)
                .get(pointer.substring(1, pointer.indexOf('/', 1)))
                .orElseThrow();
        return around.families().stream().filter(branch::has).findFirst().orElse("");
    }

    private static String hint(Home home, Tree root) {
        var inside = home.path().contains(".") ? " as " + home.path() : "";
        if (home.kind().kind().equals("project")) return "Move it to crossdock.yaml" + inside + ".";
        if (home.kind().kind().equals("connection")) {
            var connection = connection(root);
            return "Move it to connections/" + connection.orElse("<name>") + ".yaml" + inside
                    + ", where it governs every call to " + connection.orElse("that system") + ".";
        }
        return "It is a key of " + home.kind().keys().what() + ": "
                + home.kind().folder() + "/<name>.yaml" + (inside.isEmpty() ? "." : "," + inside + ".");
    }

    private static Optional<String> connection(Tree root) {
        if (!(root instanceof Tree.Branch branch)) return Optional.empty();
        for (var key : List.of("to", "from", "call")) {
            var name = branch.get(key)
                    .filter(Tree.Branch.class::isInstance)
                    .flatMap(value -> ((Tree.Branch) value).get("connection"))
                    .filter(value -> value instanceof Tree.Leaf leaf && leaf.isText())
                    .map(value -> ((Tree.Leaf) value).text());
            if (name.isPresent()) return name;
        }
        return Optional.empty();
    }

    private static Optional<Problem> problem(String name, String what, String hint) {
        return Optional.of(Problem.of("config.misplaced", "\"" + name + "\" does not belong to " + what + ".", hint));
    }
}

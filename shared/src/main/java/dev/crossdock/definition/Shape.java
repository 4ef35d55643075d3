package dev.crossdock.definition;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What may stand at a place of a definition. Lint walks it along the tree, the JSON Schema and the reference are written from it. */
sealed interface Shape {
    /** In a sentence: {@code a duration}, {@code a list}. */
    String called();

    /** One value. */
    record Value(Type type) implements Shape {
        @Override
        public String called() {
            return type.called;
        }
    }

    /** One of some words. @param later known, but nothing does it yet */
    record Word(List<String> words, Set<String> later) implements Shape {
        @Override
        public String called() {
            return "one of " + String.join(", ", words);
        }

        Word later(String... added) {
            var all = new LinkedHashSet<>(words);
            all.addAll(List.of(added));
            return new Word(List.copyOf(all), Set.of(added));
        }
    }

    /** The name of another definition. */
    record Name(String kind) implements Shape {
        @Override
        public String called() {
            return "the name of a " + kind;
        }
    }

    record Whole(int low, int high) implements Shape {
        @Override
        public String called() {
            return "a whole number from " + low + " to " + high;
        }
    }

    /** @param least how many items there are at least */
    record Items(Shape item, int least) implements Shape {
        @Override
        public String called() {
            return "a list";
        }
    }

    /** Keys that the user chooses. */
    record Free(Shape value) implements Shape {
        @Override
        public String called() {
            return "keys with their values";
        }
    }

    /** Anything that JSON can say. */
    record Any() implements Shape {
        @Override
        public String called() {
            return "any value";
        }
    }

    /** The first that fits what is written (a value, a list, keys) counts. */
    record Either(List<Shape> shapes) implements Shape {
        @Override
        public String called() {
            return String.join(" or ", shapes.stream().map(Shape::called).toList());
        }
    }

    /** The steps of a map: one expression, or a list of steps. */
    record Steps(Keys step) implements Shape {
        @Override
        public String called() {
            return "JSONata, a file with it, or a list of steps";
        }
    }

    /**
     * What stands further out stands here again.
     *
     * @param pointer where the JSON Schema of the kind has it
     * @param keys asked when it is met: the declaration is not whole before
     */
    record Again(String pointer, Supplier<Keys> keys) implements Shape {
        @Override
        public String called() {
            return "keys, as further out";
        }
    }

    /** Values by names of the user's choice: JSONata that gives an object, or JSONata for each. */
    record Headers() implements Shape {
        @Override
        public String called() {
            return "JSONata that gives an object, or JSONata by name";
        }
    }

    /**
     * Fixed keys.
     *
     * @param what how messages call it: {@code a job}, {@code from}
     * @param oneOf groups of keys of which exactly one is written
     */
    record Keys(String what, List<Key> keys, List<List<String>> oneOf) implements Shape {
        static Keys of(String what, Key... keys) {
            return new Keys(what, List.of(keys), List.of());
        }

        Keys exactlyOne(String... names) {
            return new Keys(
                    what,
                    keys,
                    java.util.stream.Stream.concat(oneOf.stream(), java.util.stream.Stream.of(List.of(names)))
                            .toList());
        }

        @Override
        public String called() {
            return "keys (" + String.join(", ", names()) + ")";
        }

        Optional<Key> key(String name) {
            return keys.stream().filter(key -> key.name().equals(name)).findFirst();
        }

        /** Without those that only a published definition has. */
        List<String> names() {
            return keys.stream()
                    .filter(key -> key.effect() != Key.Effect.PUBLISHED)
                    .map(Key::name)
                    .toList();
        }
    }

    /** Several sets of keys; which one counts is told by the keys that mark it. */
    record Variants(String what, List<Variant> variants) implements Shape {
        /** @param marks all of them written = this variant; the first is what tells families apart */
        record Variant(String name, List<String> marks, Keys keys) {}

        @Override
        public String called() {
            return "keys (with " + String.join(" or ", families()) + ")";
        }

        List<String> families() {
            return variants.stream()
                    .map(variant -> variant.marks().get(0))
                    .distinct()
                    .toList();
        }

        Optional<Variant> of(Tree.Branch branch) {
            return variants.stream()
                    .filter(variant -> variant.marks().stream().allMatch(branch::has))
                    .findFirst();
        }
    }

    static Value value(Type type) {
        return new Value(type);
    }

    static Word words(String... words) {
        return new Word(List.of(words), Set.of());
    }

    static Either either(Shape... shapes) {
        return new Either(List.of(shapes));
    }

    static Items items(Shape item) {
        return new Items(item, 0);
    }

    /** A list that is not empty. */
    static Items some(Shape item) {
        return new Items(item, 1);
    }
}

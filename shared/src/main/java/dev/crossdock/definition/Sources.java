package dev.crossdock.definition;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the expressions and schemas that definitions name: files of a project, or what a published definition holds itself. */
interface Sources {
    /** JSONata with the way back to where each of its characters stands. */
    record Expression(String text, String place, java.util.function.IntFunction<Spot> spots) {}

    /** @param spots as in {@link Expression} */
    record Schema(JsonNode json, String text, java.util.function.IntFunction<Spot> spots) {}

    /** @throws Refused {@code config.reference} and the reasons why a file cannot be read */
    Expression expression(Tree.Leaf leaf);

    /** A text with JSONata in braces, or the file that is named. @throws Refused as {@link #expression} */
    Expression page(Tree.Leaf leaf);

    /** @throws Refused {@code config.schema} when it is no JSON, and as {@link #expression} */
    Schema schema(Tree tree);

    ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** What a published definition holds, it holds itself. */
    Sources INLINE = new Sources() {
        @Override
        public Expression expression(Tree.Leaf leaf) {
            return new Expression(leaf.text(), leaf.spot().toString(), leaf::inside);
        }

        @Override
        public Expression page(Tree.Leaf leaf) {
            return expression(leaf);
        }

        @Override
        public Schema schema(Tree tree) {
            if (tree instanceof Tree.Leaf leaf && leaf.isText()) {
                return parsed(leaf.text(), leaf::inside);
            }
            return new Schema(tree.json(), tree.json().toString(), at -> tree.spot());
        }
    };

    private static Schema parsed(String text, java.util.function.IntFunction<Spot> spots) {
        try {
            return new Schema(JSON.readTree(text), text, spots);
        } catch (JsonProcessingException e) {
            int at = Optional.ofNullable(e.getLocation())
                    .map(JsonLocation::getCharOffset)
                    .orElse(0L)
                    .intValue();
            throw new Refused(Problem.of(
                            "config.schema",
                            "the schema is no JSON: " + Tree.shortened(e.getOriginalMessage()) + ".",
                            "Write one JSON object (JSON Schema 2020-12).")
                    .at(spots.apply(Math.max(0, Math.min(at, text.length()))).toString()));
        }
    }

    /** The files of one project's folder. Each is read once; not thread-safe. */
    final class Folder implements Sources {
        /** No file of a project is larger: a published definition has to fit into one item of a table. */
        static final int LARGEST = 1 << 20;

        private static final int MOST_FILES = 2_000;

        private final Path dir;
        private final Map<String, String> read = new HashMap<>();
        private List<String> all;

        Folder(Path dir) {
            this.dir = dir;
        }

        @Override
        public Expression expression(Tree.Leaf leaf) {
            return written(leaf, "[^\\s\"']+\\.jsonata");
        }

        @Override
        public Expression page(Tree.Leaf leaf) {
            return written(leaf, "[^\\s\"'<{]+\\.(html|txt)");
        }

        /** @param named how the name of a file looks */
        private Expression written(Tree.Leaf leaf, String named) {
            if (!leaf.text().matches(named)) {
                return new Expression(leaf.text(), leaf.spot().toString(), leaf::inside);
            }
            var file = find(leaf);
            var content = text(file, leaf.spot());
            return new Expression(content, file, at -> spot(file, content, at));
        }

        @Override
        public Schema schema(Tree tree) {
            if (!(tree instanceof Tree.Leaf leaf) || !leaf.isText()) return INLINE.schema(tree);
            if (!leaf.text().endsWith(".json")) {
                throw new Refused(Problem.of(
                                "config.value",
                                "\"" + Tree.shortened(leaf.text()) + "\" is no file with a JSON Schema.",
                                "Name a file that ends with .json, or write the schema itself as keys.")
                        .at(leaf.spot().toString()));
            }
            var file = find(leaf);
            var content = text(file, leaf.spot());
            return parsed(content, at -> spot(file, content, at));
        }

        /** A file beside the YAML, else from the project's folder. @return its path from the project's folder */
        private String find(Tree.Leaf leaf) {
            var name = leaf.text();
            try {
                var beside =
                        dir.resolve(leaf.spot().file()).resolveSibling(name).normalize();
                var whole = dir.resolve(name).normalize();
                for (var path : List.of(beside, whole)) {
                    if (path.startsWith(dir) && Files.exists(path)) return relative(path);
                }
                if (!beside.startsWith(dir) && !whole.startsWith(dir)) throw outside(leaf);
            } catch (InvalidPathException e) {
                // No file can have this name: not found.
            }
            throw new Refused(Problem.of("config.reference", "there is no file \"" + name + "\".", suggestion(leaf))
                    .at(leaf.spot().toString()));
        }

        private static Refused outside(Tree.Leaf leaf) {
            return new Refused(Problem.of(
                            "config.reference",
                            "\"" + Tree.shortened(leaf.text()) + "\" lies outside of the project's folder.",
                            "Put the file into the project and name it from its folder.")
                    .at(leaf.spot().toString()));
        }

        private String suggestion(Tree.Leaf leaf) {
            var name = leaf.text();
            var suffix = name.substring(name.lastIndexOf('.'));
            var candidates =
                    files().stream().filter(file -> file.endsWith(suffix)).toList();
            var simple = name.substring(name.lastIndexOf('/') + 1);
            var sameName = candidates.stream()
                    .filter(file -> file.endsWith("/" + simple))
                    .findFirst();
            return sameName.or(() -> Spelling.nearest(name, candidates))
                    .or(() -> candidates.stream()
                            .filter(file -> Spelling.nearest(simple, List.of(file.substring(file.lastIndexOf('/') + 1)))
                                    .isPresent())
                            .findFirst())
                    .map(near -> "Did you mean " + near + "?")
                    .orElse("It is looked for beside this file and in the project's folder.");
        }

        private List<String> files() {
            if (all == null) {
                try (var walk = Files.walk(dir, 4, new FileVisitOption[0])) {
                    all = walk.filter(path -> !relative(path).startsWith("."))
                            .limit(MOST_FILES)
                            .filter(Files::isRegularFile)
                            .map(this::relative)
                            .sorted()
                            .toList();
                } catch (IOException | java.io.UncheckedIOException e) {
                    all = List.of();
                }
            }
            return all;
        }

        String relative(Path path) {
            return dir.relativize(path).toString().replace('\\', '/');
        }

        /** @param named the place that names the file, where a file that cannot be read is reported */
        private String text(String file, Spot named) {
            var known = read.get(file);
            if (known != null) return known;
            var text = text(dir, dir.resolve(file), file, named);
            read.put(file, text);
            return text;
        }

        /**
         * A file's text, without a byte order mark.
         *
         * @throws Refused {@code config.unreadable}, {@code config.too-large}, {@code config.encoding}, {@code config.reference}
         */
        static String text(Path dir, Path path, String file, Spot named) {
            try {
                if (!path.toRealPath().startsWith(dir.toRealPath())) {
                    throw refuse(
                            named,
                            "config.reference",
                            file + " is a link out of the project's folder.",
                            "Copy the file into the project.");
                }
                if (!Files.isRegularFile(path)) {
                    throw refuse(named, "config.unreadable", file + " is no file.", "Put a file in its place.");
                }
                long size = Files.size(path);
                if (size > LARGEST) {
                    throw refuse(
                            named,
                            "config.too-large",
                            "%s has %,d bytes; a project's file has at most %,d.".formatted(file, size, LARGEST),
                            "Data belongs into a bucket, not into the project.");
                }
                var bytes = Files.readAllBytes(path);
                var text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                return text.startsWith("\uFEFF") ? text.substring(1) : text;
            } catch (CharacterCodingException e) {
                throw refuse(named, "config.encoding", file + " is no UTF-8 text.", "Save it as UTF-8.");
            } catch (NoSuchFileException e) {
                throw refuse(
                        named,
                        "config.unreadable",
                        file + " is gone, or a link to nothing.",
                        "Put the file in its place.");
            } catch (FileSystemException e) {
                var reason = e.getReason() == null ? "access denied" : e.getReason();
                throw refuse(
                        named,
                        "config.unreadable",
                        file + " cannot be read: " + reason + ".",
                        "Look at its rights and links.");
            } catch (IOException e) {
                throw refuse(
                        named,
                        "config.unreadable",
                        file + " cannot be read: " + e.getMessage() + ".",
                        "Look at its rights and links.");
            }
        }

        private static Refused refuse(Spot spot, String code, String message, String hint) {
            return new Refused(Problem.of(code, message, hint).at(spot.toString()));
        }

        private static Spot spot(String file, String text, int at) {
            var before = text.substring(0, Math.max(0, Math.min(at, text.length())));
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            return new Spot(file, line, before.length() - before.lastIndexOf('\n'));
        }
    }
}

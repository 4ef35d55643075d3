package dev.crossdock.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.House;
import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One folder of golden/messages, and in {@code out.txt} all that a user is told: of the import of {@code in.*} into products
 * (with {@code job.json} and {@code collection.json}, which may be missing), after that of {@code before*} where there is such a file, or of checking the folder {@code project}. {@code
 * -Dgolden=write} writes {@code out.txt} anew.
 */
record MessageCase(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of("src/test/resources/golden/messages");

    static Stream<MessageCase> all() {
        return list(ROOT).filter(Files::isDirectory).map(MessageCase::new);
    }

    String name() {
        return folder.getFileName().toString();
    }

    Path out() {
        return folder.resolve("out.txt");
    }

    String told() {
        return Files.isDirectory(folder.resolve("project")) ? checked() : imported();
    }

    private String checked() {
        var told = new StringBuilder();
        var loaded = ProjectFolder.load(folder.resolve("project"), "");
        loaded.problems().forEach(problem -> told.append(problem).append('\n'));
        loaded.warnings()
                .forEach(problem -> told.append("warning: ").append(problem).append('\n'));
        return told.toString();
    }

    private String imported() {
        var file = list(folder)
                .map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith("in."))
                .findFirst()
                .orElseThrow();
        var job = new LinkedHashMap<String, Object>(Map.of("to", Map.of("collection", "products")));
        var from = new LinkedHashMap<String, Object>(Map.of("bucket", "incoming", "files", "*"));
        var given = tree("job.json");
        if (given.containsKey("format")) from.put("format", given.remove("format"));
        job.put("from", from);
        job.putAll(given);
        var collection = new LinkedHashMap<String, Object>(Map.of("key", "sku"));
        collection.putAll(tree("collection.json"));
        var house = new House()
                .define("bucket", "incoming", Map.of())
                .define("collection", "products", collection)
                .define("job", "import-products", job)
                .serve(h -> new ImportIntoCollection(h, 1 << 20));
        for (var before :
                list(folder).map(path -> path.getFileName().toString()).toList()) {
            if (!before.startsWith("before")) continue;
            house.drop("incoming/" + before, bytes(before)).untilQuiet();
        }
        house.drop("incoming/p" + file.substring(2), bytes(file)).untilQuiet();
        return told(house);
    }

    private static String told(House house) {
        var told = new StringBuilder();
        var run = house.all().get(house.all().size() - 1);
        told.append("run ").append(run.state().name().toLowerCase(java.util.Locale.ROOT));
        told.append(", %d written\n".formatted(run.counts().written()));
        run.error().ifPresent(error -> told.append(line(error)));
        for (var reject : house.rejects()) {
            told.append("rejected ")
                    .append(line(new Problem(
                            reject.code(),
                            "%s, record %d, byte %d".formatted(reject.file(), reject.record(), reject.byteOffset()),
                            reject.message(),
                            reject.hint(),
                            reject.field())));
        }
        house.runs.remarks(run).values().stream()
                .sorted()
                .forEach(remark -> told.append(remark).append('\n'));
        return told.toString();
    }

    private static String line(Problem problem) {
        return problem + (problem.field().isEmpty() ? "\n" : "\n    field " + problem.field() + "\n");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> tree(String file) {
        try {
            return Files.exists(folder.resolve(file))
                    ? JSON.readValue(bytes(file), LinkedHashMap.class)
                    : new LinkedHashMap<>();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(String file) {
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

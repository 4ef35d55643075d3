package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.definition.Loaded;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.memory.Bench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs the project's examples through their jobs and compares: {@code examples/<job>/<name>.in.<ext>} with {@code
 * <name>.out.ndjson} and {@code <name>.rejects.ndjson}. Without host, store or network; {@code $run} and {@code $now()} are fixed, so
 * an example gives the same on every machine and every day.
 */
@Command(
        name = "test",
        description = "Run the examples of a project through their jobs and show what differs. Needs no host.",
        footer = {
            "%nAn example is examples/<job>/<name>.in.<ext>, with what the job makes of it in <name>.out.ndjson and",
            "<name>.rejects.ndjson (only the keys that stand there are compared). $run.started and $now() are",
            "2026-01-01T12:00:00Z; collections are empty."
        })
final class Examples implements Callable<Integer> {
    /** What {@code $run} says; noon, so that it is the same day in every zone but the outermost. */
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static final String IN = ".in.";
    private static final int MOST = 100_000;

    private final Context context;

    Examples(Context context) {
        this.context = context;
    }

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The project (default: here).")
    Path dir = Path.of("");

    @Option(names = "--update", description = "Accept what the jobs give now.")
    boolean update;

    /** @param name of the example @param in its input */
    private record Example(String job, String name, Path in) {
        String title() {
            return job + "/" + name;
        }

        Path beside(String ending) {
            return in.resolveSibling(name + ending);
        }

        /** As the job sees it: {@code first.csv}. */
        String fileName() {
            return name + "." + in.getFileName().toString().substring(name.length() + IN.length());
        }
    }

    /** @param differences empty = passed */
    private record Verdict(Example example, String counts, List<String> differences, boolean updated) {
        String state() {
            return differences.isEmpty() ? "passed" : updated ? "updated" : "failed";
        }
    }

    @Override
    public Integer call() {
        var project = Up.project(context, dir);
        var loaded = LocalJob.load(project);
        var examples = find(project.resolve("examples"));
        if (examples.isEmpty()) {
            if (context.json()) context.out.println(Json.list(List.of()));
            else
                context.err.println("There are no examples. Write one: examples/<job>/first.in.csv, a few records that"
                        + " the job gets; then: crossdock test --update");
            return 0;
        }
        LocalJob.warn(context, loaded);
        var verdicts = new ArrayList<Verdict>();
        for (var example : examples) {
            var verdict = judge(loaded, example);
            verdicts.add(verdict);
            if (!context.json()) say(verdict);
        }
        if (context.json())
            context.out.println(Json.list(verdicts.stream().map(Examples::json).toList()));
        else summary(verdicts);
        return verdicts.stream().allMatch(verdict -> verdict.differences().isEmpty() || verdict.updated())
                ? 0
                : Failure.FAILED;
    }

    private static List<Example> find(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        var found = new ArrayList<Example>();
        for (var job : list(folder, Files::isDirectory)) {
            for (var file : list(job, Files::isRegularFile)) {
                var name = file.getFileName().toString();
                int at = name.indexOf(IN);
                if (at > 0) found.add(new Example(job.getFileName().toString(), name.substring(0, at), file));
            }
        }
        return found;
    }

    private static List<Path> list(Path folder, Predicate<Path> which) {
        try (var files = Files.list(folder)) {
            return files.filter(which)
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private Verdict judge(Loaded loaded, Example example) {
        List<JsonNode> records;
        List<JsonNode> rejects;
        Bench.Result result;
        try {
            LocalJob.find(loaded, example.job());
            result = rehearse(loaded, example);
            records = records(result);
            rejects = rejects(result);
        } catch (Failure e) {
            var said = new ArrayList<>(List.of(e.problem().toString()));
            said.addAll(e.details());
            return new Verdict(example, "", said, false);
        }
        var counts = PreviewJob.counts(result);
        if (result.records().size() == MOST) {
            return new Verdict(
                    example, counts, List.of("an example gives at most %,d records.".formatted(MOST)), false);
        }
        var differences = new ArrayList<String>();
        differences.addAll(compare(example.beside(".out.ndjson"), records, false));
        differences.addAll(compare(example.beside(".rejects.ndjson"), rejects, true));
        boolean updated = update && !differences.isEmpty();
        if (updated) {
            write(example.beside(".out.ndjson"), records, true);
            write(example.beside(".rejects.ndjson"), rejects, false);
        } else if (!differences.isEmpty() && !records(rehearse(loaded, example)).equals(records)) {
            differences.add("It gives something else each time: does its map use $random()?");
        }
        return new Verdict(example, counts, differences, updated);
    }

    private static Bench.Result rehearse(Loaded loaded, Example example) {
        try {
            return new Bench(loaded.texts(), NOW)
                    .run(new Bench.Wish(
                            example.job(),
                            LocalJob.readable(example.in()),
                            example.fileName(),
                            "example\n" + example.title(),
                            Map.of(),
                            MOST,
                            MOST));
        } catch (Refused e) {
            throw Failure.failed(e.problem());
        }
    }

    private static List<JsonNode> records(Bench.Result result) {
        return result.records().stream()
                .map(record -> Json.read(JsonLines.of(record.value())))
                .toList();
    }

    /** A file that is refused as a whole has one reject, without a number. */
    private static List<JsonNode> rejects(Bench.Result result) {
        var rejects = new ArrayList<JsonNode>();
        for (var reject : result.rejects()) {
            var line = Json.object().put("record", reject.record());
            if (!reject.field().isEmpty()) line.put("field", reject.field());
            rejects.add(line.put("code", reject.code()).put("message", reject.message()));
        }
        result.run()
                .error()
                .ifPresent(error ->
                        rejects.add(Json.object().put("code", error.code()).put("message", error.message())));
        return rejects;
    }

    /** @param some whether only the keys that are expected count */
    private static List<String> compare(Path file, List<JsonNode> seen, boolean some) {
        Optional<List<JsonNode>> expected;
        try {
            expected = read(file);
        } catch (Failure e) {
            return List.of(e.problem().toString());
        }
        var name = file.getFileName().toString();
        if (expected.isEmpty()) {
            if (some && seen.isEmpty()) return List.of();
            return List.of(name + " is not there, and " + lines(seen.size()) + " would be in it"
                    + (seen.isEmpty()
                            ? ""
                            : ", first " + Screen.shortened(seen.get(0).toString(), 200))
                    + ". Accept it with: crossdock test --update");
        }
        return Difference.of(name, expected.get(), seen, some);
    }

    private static String lines(int count) {
        return Screen.number(count) + (count == 1 ? " line" : " lines");
    }

    private static Optional<List<JsonNode>> read(Path file) {
        if (!Files.exists(file)) return Optional.empty();
        var nodes = new ArrayList<JsonNode>();
        int number = 0;
        try {
            for (var line : Files.readAllLines(file)) {
                number++;
                if (!line.isBlank()) nodes.add(Json.read(line));
            }
            return Optional.of(nodes);
        } catch (IllegalArgumentException e) {
            throw Failure.failed(new Problem(
                    "example.unreadable",
                    file + ", line " + number,
                    "it is no JSON: " + e.getMessage() + ".",
                    "Correct it, or take what the job gives: crossdock test --update",
                    ""));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static void write(Path file, List<JsonNode> lines, boolean alsoEmpty) {
        try {
            if (lines.isEmpty() && !alsoEmpty) {
                Files.deleteIfExists(file);
                return;
            }
            var text = new StringBuilder();
            for (var line : lines) text.append(line).append('\n');
            Files.writeString(file, text);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Failure unreadable(Path file, IOException e) {
        return Failure.failed(new Problem(
                "example.unreadable",
                file.toString(),
                e.getMessage() + ".",
                "See whether you may read and write it.",
                ""));
    }

    private void say(Verdict verdict) {
        var mark = verdict.differences().isEmpty() ? "✓" : verdict.updated() ? "~" : "✗";
        context.out.println(
                mark + " " + verdict.example().title() + (verdict.counts().isEmpty() ? "" : "  " + verdict.counts())
                        + (verdict.updated() ? "  (updated)" : ""));
        if (verdict.updated()) return;
        for (var difference : verdict.differences()) context.out.println("  " + difference.replace("\n", "\n  "));
    }

    private void summary(List<Verdict> verdicts) {
        long failed = verdicts.stream()
                .filter(verdict -> !verdict.differences().isEmpty() && !verdict.updated())
                .count();
        context.err.println(
                failed == 0
                        ? verdicts.size() + (verdicts.size() == 1 ? " example holds." : " examples hold.")
                        : failed + " of " + verdicts.size()
                                + " differ. If the new results are right: crossdock test --update");
    }

    private static JsonNode json(Verdict verdict) {
        var json = Json.object()
                .put("job", verdict.example().job())
                .put("example", verdict.example().name())
                .put("state", verdict.state())
                .put("counts", verdict.counts());
        var differences = json.putArray("differences");
        verdict.differences().forEach(differences::add);
        return json;
    }
}

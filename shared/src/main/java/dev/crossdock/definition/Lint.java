package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Everything that can be said about a project's folder without running it. Stateless. */
public final class Lint {
    private static final Pattern OVERRIDE = Pattern.compile("crossdock\\.([^.]+)\\.ya?ml");

    private Lint() {}

    /** @param warnings what works and is probably not meant */
    public record Result(List<Problem> problems, List<Problem> warnings) {}

    /** The problems of a project in every environment; empty = it can be used. */
    public static List<Problem> check(Path dir) {
        return all(dir).problems();
    }

    /** Problems and warnings of a project in every environment, each once. */
    public static Result all(Path dir) {
        Set<Problem> problems = new LinkedHashSet<>();
        Set<Problem> warnings = new LinkedHashSet<>();
        var loaded = ProjectFolder.load(dir, "");
        problems.addAll(loaded.problems());
        warnings.addAll(loaded.warnings());
        for (var environment : environments(dir)) {
            var other = ProjectFolder.load(dir, environment);
            problems.addAll(other.problems());
            warnings.addAll(other.warnings());
        }
        return new Result(List.copyOf(problems), List.copyOf(warnings));
    }

    /** Names of the environments that override settings of a project, in their order. */
    public static List<String> environments(Path dir) {
        if (!Files.isDirectory(dir)) return List.of();
        try (var files = Files.list(dir)) {
            return files.map(path -> OVERRIDE.matcher(path.getFileName().toString()))
                    .filter(java.util.regex.Matcher::matches)
                    .map(match -> match.group(1))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

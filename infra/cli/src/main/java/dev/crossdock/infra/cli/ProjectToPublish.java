package dev.crossdock.infra.cli;

import dev.crossdock.definition.Lint;
import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.definition.Spelling;
import dev.crossdock.flow.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder's definitions as they are sent. What {@code lint} refuses is never sent. */
final class ProjectToPublish {
    /** AWS Lambda takes requests of 6 MB, and what surrounds the body counts too. */
    private static final int LARGEST_BYTES = 5_500_000;

    private ProjectToPublish() {}

    /**
     * @param environment whose overrides of {@code crossdock.yaml} are taken; empty = none
     * @throws Failure {@code project.missing}, {@code usage.env}, {@code project.broken}, {@code project.too-large}
     */
    static Deployment.Wanted read(Context context, Path dir, String environment) {
        var folder = Up.project(context, dir);
        if (!environment.isEmpty() && !Files.exists(folder.resolve("crossdock." + environment + ".yaml"))) {
            throw Failure.wrongUse(new Problem(
                    "usage.env",
                    folder.toString(),
                    "there is no crossdock." + environment + ".yaml.",
                    Spelling.nearest(environment, Lint.environments(folder))
                            .map(near -> "Did you mean --env " + near + "?")
                            .orElse("Write it, with the keys of crossdock.yaml that are others there."),
                    ""));
        }
        // In every environment, as lint does: what is broken there today is published tomorrow.
        var loaded = ProjectFolder.load(folder, environment);
        var problems = Stream.concat(loaded.problems().stream(), Lint.check(folder).stream())
                .distinct()
                .toList();
        if (!problems.isEmpty()) {
            throw Failure.refused(
                    new Problem(
                            "project.broken",
                            folder.toString(),
                            problems.size() == 1
                                    ? "it has a problem; nothing was sent."
                                    : "it has " + problems.size() + " problems; nothing was sent.",
                            "Correct what is listed; crossdock lint says when all is well.",
                            ""),
                    problems.stream().map(Problem::toString).toList(),
                    0);
        }
        return new Deployment.Wanted(sized(folder, loaded.texts()), Optional.empty());
    }

    private static Map<String, String> sized(Path folder, Map<String, String> texts) {
        long bytes = 0;
        for (var text : texts.values()) bytes += text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= LARGEST_BYTES) return texts;
        throw Failure.failed(new Problem(
                "project.too-large",
                folder.toString(),
                "its %,d definitions take %,d bytes; a deployment takes at most %,d at once."
                        .formatted(texts.size(), bytes, LARGEST_BYTES),
                "Shorten its schemas and expressions, or split the project.",
                ""));
    }
}

package dev.crossdock.infra.cli;

import dev.crossdock.definition.Job;
import dev.crossdock.definition.Loaded;
import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.definition.Spelling;
import dev.crossdock.flow.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Jobs and files for the commands that work without a host; what is wrong with them is said before anything is read. */
final class LocalJob {
    private LocalJob() {}

    static Loaded load(Path project) {
        return ProjectFolder.load(project, "");
    }

    /** @throws Failure when there is no such job, or it is broken, or it does not read files */
    static Job find(Loaded loaded, String name) {
        var job = loaded.project().jobs().get(name);
        if (job == null) throw broken(loaded, name);
        for (var used : uses(job)) {
            if (loaded.broken().containsKey(used))
                throw broken(used, loaded.broken().get(used));
        }
        if (job.from().kind().equals("bucket")) return job;
        throw Failure.failed(Problem.of(
                "job.no-files",
                "job " + name + " reads no files.",
                "Only a job with from: { bucket: …, files: … } can be tried over a file; for the others: crossdock run "
                        + name + " --dry-run --wait"));
    }

    /** {@code kind/name} of what a job cannot do without. */
    private static List<String> uses(Job job) {
        var uses = new ArrayList<String>();
        if (job.to() instanceof dev.crossdock.definition.To.CollectionTarget to)
            uses.add("collection/" + to.collection());
        if (job.to() instanceof dev.crossdock.definition.To.BucketFile to) uses.add("bucket/" + to.bucket());
        return uses;
    }

    private static Failure broken(Loaded loaded, String name) {
        for (var key : List.of("job/" + name, "job/*")) {
            if (loaded.broken().containsKey(key))
                return broken(key, loaded.broken().get(key));
        }
        var known = loaded.project().jobs().keySet().stream().sorted().toList();
        var hint = Spelling.nearest(name, known)
                .map(near -> "Did you mean " + near + "?")
                .orElse(known.isEmpty() ? "The project has none." : "Known: " + String.join(", ", known) + ".");
        return Failure.failed(Problem.of("job.unknown", "there is no job \"" + name + "\".", hint));
    }

    private static Failure broken(String what, List<Problem> problems) {
        return Failure.refused(
                Problem.of(
                        "project.broken",
                        what.replace('/', ' ') + " has " + (problems.size() == 1 ? "a problem" : "problems") + ".",
                        "See all of the project's with: crossdock lint"),
                problems.stream().map(Problem::toString).toList(),
                0);
    }

    /** @throws Failure when it cannot be read, or is a folder */
    static Path readable(Path file) {
        if (Files.isRegularFile(file) && Files.isReadable(file)) return file;
        var what = Files.isDirectory(file) ? "is a folder" : Files.exists(file) ? "cannot be read" : "is not there";
        throw Failure.failed(new Problem("file.unreadable", file.toString(), what + ".", "Name a file.", ""));
    }

    /** Tells of problems elsewhere in the project, which do not keep this job from working. */
    static void warn(Context context, Loaded loaded) {
        if (loaded.problems().isEmpty() || context.json()) return;
        var n = loaded.problems().size();
        context.err.println(
                "The project has " + (n == 1 ? "a problem" : n + " problems") + " elsewhere. See: crossdock lint");
    }
}

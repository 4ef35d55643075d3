package dev.crossdock.functions.controlapi.console;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Run;
import dev.crossdock.run.RunPiece;
import dev.crossdock.run.Runs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run.
 *
 * @param problem one at most
 * @param rate records a second; empty where nothing was measured
 * @param left how long it will take; empty when it has ended, or nobody knows
 * @param more whether more records were refused than are shown
 * @param input the file as it lies now
 */
public record RunPage(
        RunLine run,
        String type,
        long jobVersion,
        List<Problem> problem,
        Numbers numbers,
        String rate,
        String left,
        Told.Time started,
        Told.Time ended,
        Map<String, String> params,
        List<RunPiece> pieces,
        Strip strip,
        List<RejectShown> rejects,
        boolean more,
        Map<String, String> remarks,
        List<Link> input,
        List<Link> outputs,
        String correct,
        boolean live,
        boolean held,
        boolean ends) {

    /** @param href empty where nothing lies any more */
    public record Link(String name, String href) {}

    /** Counts in words. */
    public record Numbers(
            String read,
            String written,
            String unchanged,
            String skipped,
            String rejected,
            String unknown,
            String deleted,
            boolean refused) {}

    /** Chunks side by side. @param width of all, in its units */
    public record Strip(int width, List<Box> boxes) {}

    /** One chunk in the strip. */
    public record Box(int x, int width, String tone, String title) {}

    /** Makes pages of runs. */
    static final class Maker {
        private static final int REJECTS = 20;
        private static final int BOXES = 400;

        private final Runs runs;
        private final Rejects rejects;
        private final ObjectStore objects;

        Maker(Runs runs, Rejects rejects, ObjectStore objects) {
            this.runs = runs;
            this.rejects = rejects;
            this.objects = objects;
        }

        RunPage of(Run run, Told told) {
            var pieces = runs.pieces(run);
            double progress = runs.progress(run);
            long refused = run.counts().rejected() + run.counts().unknown();
            var before = runs.recordsBefore(run);
            var first = refused == 0 ? List.<Rejects.Reject>of() : rejects.first(run.id(), REJECTS, before);
            boolean ended = run.state().ended();
            return new RunPage(
                    RunLine.of(run, progress, told),
                    run.type(),
                    run.jobVersion(),
                    run.error().stream().toList(),
                    numbers(run),
                    rate(run, told),
                    ended ? "" : left(run, progress, told),
                    told.time(run.startedAt()),
                    told.time(run.endedAt()),
                    run.params(),
                    pieces,
                    strip(pieces),
                    first.stream().map(RejectShown::of).toList(),
                    refused > first.size(),
                    runs.remarks(run),
                    input(run),
                    outputs(run),
                    correct(run),
                    !ended,
                    run.state() == dev.crossdock.run.State.HELD,
                    !ended && !run.cancelRequested());
        }

        private static Numbers numbers(Run run) {
            var counts = run.counts();
            return new Numbers(
                    Told.number(counts.read()),
                    Told.number(counts.written()),
                    Told.number(counts.unchanged()),
                    Told.number(counts.skipped()),
                    Told.number(counts.rejected()),
                    Told.number(counts.unknown()),
                    Told.number(counts.deleted()),
                    counts.rejected() + counts.unknown() > 0);
        }

        private static Optional<Duration> worked(Run run, Told told) {
            return run.startedAt()
                    .map(from -> Duration.between(from, run.endedAt().orElse(told.now())))
                    .filter(took -> took.toMillis() > 0);
        }

        private static String rate(Run run, Told told) {
            if (run.counts().read() == 0) return "";
            return worked(run, told)
                    .map(took -> Told.number(run.counts().read() * 1000 / took.toMillis()) + "/s")
                    .orElse("");
        }

        private static String left(Run run, double progress, Told told) {
            if (progress < 0.02 || progress >= 1) return "";
            return worked(run, told)
                    .map(took -> Told.duration(Duration.ofMillis((long) (took.toMillis() / progress * (1 - progress)))))
                    .orElse("");
        }

        private static Strip strip(List<RunPiece> pieces) {
            var shown = pieces.size() > BOXES ? pieces.subList(0, BOXES) : pieces;
            int width = shown.isEmpty() ? 1 : Math.max(2, 1000 / shown.size());
            var boxes = new ArrayList<Box>();
            for (int i = 0; i < shown.size(); i++) {
                var piece = shown.get(i);
                boxes.add(new Box(i * width, Math.max(1, width - (width > 8 ? 4 : 1)), tone(piece), title(piece)));
            }
            return new Strip(Math.max(1, shown.size() * width), boxes);
        }

        private static String tone(RunPiece piece) {
            return switch (piece.state()) {
                case "done" -> piece.counts().rejected() + piece.counts().unknown() > 0 ? "warn" : "good";
                case "failed" -> "bad";
                case "working" -> "busy";
                default -> "still";
            };
        }

        private static String title(RunPiece piece) {
            return "chunk %d, %s: %s, %s read"
                    .formatted(
                            piece.number() + 1,
                            piece.phase(),
                            piece.state(),
                            Told.number(piece.counts().read()));
        }

        private List<Link> input(Run run) {
            return run.moved().or(run::file).stream()
                    .map(FileRef::path)
                    .map(path -> new Link(path, objects.head(path).isPresent() ? file(path) : ""))
                    .toList();
        }

        private static List<Link> outputs(Run run) {
            return run.outputs().stream().map(key -> link(run, key)).toList();
        }

        private static Link link(Run run, String key) {
            var own = ".runs/" + run.id() + "/";
            if (!key.startsWith(own)) return new Link(key, file(key));
            var name = key.substring(own.length());
            return new Link(name, "/console/runs/" + run.id() + "/outputs/" + Told.path(name));
        }

        /** Where the refused records lie in the input's own format, to be corrected. */
        private static String correct(Run run) {
            if (run.file().isEmpty()) return "";
            var bucket = run.file().get().bucket() + "/";
            return run.outputs().stream()
                    .filter(key -> key.startsWith(bucket + "invalid/"))
                    .findFirst()
                    .or(() -> run.moved()
                            .filter(file -> run.state() == dev.crossdock.run.State.FAILED)
                            .map(FileRef::path))
                    .map(key -> file(key) + "?edit=true&as="
                            + Told.encoded(run.file().get().name()))
                    .orElse("");
        }

        private static String file(String key) {
            return "/console/files/" + Told.path(key);
        }
    }
}

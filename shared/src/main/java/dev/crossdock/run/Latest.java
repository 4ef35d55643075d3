package dev.crossdock.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.definition.Job;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Optional;

/**
 * Who is the newest of a job: the run of the newest drop in line, and the newest one that has done its work, which {@code
 * DONE#job/DONE} remembers. With {@code take: latest} a run whose turn comes gives way to a newer one, whether that one waits or
 * was quicker; and a held run of an older drop cannot be approved any more. Thread-safe.
 */
final class Latest {
    private static final String DONE = "DONE";

    private final Ledger ledger;
    private final ObjectStore objects;
    private final Runs runs;
    private final Line line;

    Latest(Ledger ledger, ObjectStore objects, Runs runs) {
        this.objects = objects;
        this.ledger = ledger;
        this.runs = runs;
        this.line = new Line(ledger, runs, null);
    }

    private record Newest(
            @JsonProperty("run") String run,
            @JsonProperty("order") String order) {}

    /**
     * @throws Refused {@code file.older} when the job takes only the latest file and this run's is not the one, or when a newer full
     *     feed was taken in before this one came
     */
    void expectTurn(Run run, Job job) {
        if (run.state() == State.QUEUED && run.chunks() > 0) expectNewest(run);
        if (run.chunks() > 0 || !(job.from() instanceof From.BucketFiles files)) return;
        // A file that is read again from where it was moved to is meant as it is: it gives way to none.
        if (!drop(run, files)) return;
        if (job.feed().isPresent()) expectNewestFeed(run, files);
        if (!files.latest()) return;
        var newer = inLine(run, files).or(() -> inBucket(run, files));
        if (newer.isEmpty()) return;
        throw new Refused(Problem.of(
                "file.older",
                "it waited, and " + newer.get() + " is newer: the job takes only the latest file.",
                "It lies in skipped/. To read it all the same: crossdock retry " + run.id()));
    }

    /** What a newer feed lacks was deleted; an older one, whose event was late, would bring it back. */
    private void expectNewestFeed(Run run, From.BucketFiles files) {
        var newer =
                overtook(run).filter(other -> drop(other, files)).filter(other -> !ofOneFeed(other.file(), run.file()));
        if (newer.isEmpty()) return;
        throw new Refused(Problem.of(
                "file.older",
                "its event came late, and the full feed " + path(newer.get()) + " (run "
                        + newer.get().id()
                        + "), which is newer, has been taken in: what was deleted since would come back.",
                "It lies in skipped/. To read it all the same: crossdock retry " + run.id()));
    }

    /** @throws Refused {@code run.superseded} when a run of a newer drop has done its work since this one was held */
    void expectNewest(Run run) {
        var newer = overtook(run);
        if (newer.isEmpty()) return;
        throw new Refused(Problem.of(
                "run.superseded",
                "a newer run of " + run.job() + " has ended since ("
                        + newer.get().id() + "), so what run " + run.id()
                        + " found missing may be there again. Nothing was deleted.",
                "Look at the newer one: crossdock runs show " + newer.get().id()));
    }

    private Optional<String> inLine(Run run, From.BucketFiles files) {
        return line.last(run.job(), other -> drop(other, files) && !other.cancelRequested())
                .filter(last -> last.order().compareTo(run.order()) > 0)
                .or(() -> overtook(run).filter(other -> drop(other, files)))
                // Of one name there is one file at a time: another run that is about it is no reason to set it aside.
                .filter(other -> !path(other).equals(path(run)) && !ofOneFeed(other.file(), run.file()))
                .map(other -> path(other) + " (run " + other.id() + ")");
    }

    /** A file whose event is still on its way: one that has a run in line was counted there, or is cancelled. */
    private Optional<String> inBucket(Run run, From.BucketFiles files) {
        var mine = objects.head(path(run));
        if (mine.isEmpty()) return Optional.empty();
        var after = "";
        var newest = mine.get();
        while (true) {
            var page = objects.list(files.bucket() + "/", after, 1000);
            for (var stored : page.items()) {
                after = stored.key();
                if (stored.modified().isAfter(newest.modified())
                        && ObjectStore.ref(stored)
                                .filter(file -> files.matches(file.name()))
                                .isPresent()) newest = stored;
            }
            if (page.next().isEmpty()) break;
        }
        var newer = newest.key();
        return newest == mine.get()
                        || ofOneFeed(ObjectStore.ref(newest), run.file())
                        || line.last(run.job(), other -> path(other).equals(newer))
                                .isPresent()
                ? Optional.empty()
                : Optional.of(newer);
    }

    /** Parts of one feed do not give way to each other. */
    private static boolean ofOneFeed(Optional<FileRef> one, Optional<FileRef> other) {
        var set = one.flatMap(FeedPart::of).map(FeedPart::set);
        return set.isPresent() && set.equals(other.flatMap(FeedPart::of).map(FeedPart::set));
    }

    private static boolean drop(Run run, From.BucketFiles files) {
        return run.file().filter(file -> files.matches(file.name())).isPresent();
    }

    private static String path(Run run) {
        return run.file().map(FileRef::path).orElse("");
    }

    /** The run of a newer drop of the same job that has done its work already. */
    Optional<Run> overtook(Run run) {
        return ledger.read(partition(run.job()), DONE)
                .map(entry -> Json.read(entry.body(), Newest.class))
                .filter(newest -> newest.order().compareTo(run.order()) > 0)
                .flatMap(newest -> runs.find(newest.run()));
    }

    /** Remembers that a run has done its work, if it is the newest; safe to repeat. */
    void done(Run run) {
        while (true) {
            var entry = ledger.read(partition(run.job()), DONE);
            if (entry.isPresent()
                    && Json.read(entry.get().body(), Newest.class).order().compareTo(run.order()) >= 0) return;
            var mine = Json.write(new Newest(run.id(), run.order()));
            long version = entry.map(Ledger.Entry::version).orElse(Ledger.ABSENT);
            if (ledger.write(partition(run.job()), DONE, version, mine, null).isPresent()) return;
        }
    }

    private static String partition(String job) {
        return "DONE#" + job;
    }
}

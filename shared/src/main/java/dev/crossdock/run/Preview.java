package dev.crossdock.run;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The first records of a dry run, as they would be written, in the order of the input. Each batch's are one object, named by
 * chunk and batch as {@link Rejects} are: a batch repeated after a crash leaves the same object again. A chunk leaves off when it
 * has enough, so the run's folder stays small however long the input is.
 */
public final class Preview {
    /** How many records a dry run shows. */
    public static final int MOST = 20;

    private final ObjectStore objects;

    public Preview(ObjectStore objects) {
        this.objects = objects;
    }

    /**
     * One record as it would be written; a line of NDJSON.
     *
     * @param record 1-based, of the input record that it was made of
     * @param outcome {@code written}, or {@code unchanged} where the same is stored already
     * @param remark why it would be kept and flagged; empty when all is well
     * @param value what would be written
     */
    public record Line(String file, long record, String outcome, String remark, Object value) {
        static Line of(Record record, Outcome outcome, Object shown) {
            return new Line(
                    record.origin().file(),
                    record.origin().record(),
                    outcome.kind().name().toLowerCase(Locale.ROOT),
                    outcome.problem().map(Problem::toString).orElse(""),
                    shown);
        }
    }

    /** Whether a record of this outcome would be at the destination afterwards. */
    static boolean shows(Outcome outcome) {
        return outcome.kind() == Outcome.Kind.WRITTEN || outcome.kind() == Outcome.Kind.UNCHANGED;
    }

    /** Keeps what a batch shows, unless its chunk has shown enough before. */
    void keep(Run run, ChunkState state, List<Line> lines) {
        if (lines.isEmpty() || state.counts().written() + state.counts().unchanged() >= MOST) return;
        var text = new StringBuilder();
        for (var line : lines) text.append(Json.write(line)).append('\n');
        objects.write(
                prefix(run.id()) + "%06d-%08d.ndjson".formatted(state.chunk().number(), state.seq()),
                text.toString().getBytes(StandardCharsets.UTF_8),
                "application/x-ndjson");
    }

    /** The first {@link #MOST} lines of NDJSON; empty for a run that was no dry run. */
    public List<String> lines(String run) {
        var lines = new ArrayList<String>();
        var after = "";
        while (true) {
            var page = objects.list(prefix(run), after, 1000);
            for (var part : page.items()) {
                after = part.key();
                read(part.key(), lines);
                if (lines.size() == MOST) return lines;
            }
            if (page.next().isEmpty()) return lines;
        }
    }

    private void read(String key, List<String> lines) {
        var content = objects.read(key, null, 0);
        if (content.isEmpty()) return;
        try (var reader = new BufferedReader(new InputStreamReader(content.get(), StandardCharsets.UTF_8))) {
            for (var next = reader.readLine(); next != null && lines.size() < MOST; next = reader.readLine())
                lines.add(next);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Line parse(String line) {
        return Json.read(line, Line.class);
    }

    /** All of them as one object in the run's folder. @return its key; empty when there is nothing to show */
    Optional<String> write(String run) {
        var lines = lines(run);
        if (lines.isEmpty()) return Optional.empty();
        var key = ".runs/" + run + "/preview.ndjson";
        objects.write(key, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8), "application/x-ndjson");
        return Optional.of(key);
    }

    private static String prefix(String run) {
        return ".runs/" + run + "/preview/";
    }
}

package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.run.Rejects;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The records that a mapping refused: all of them into a file, or the first of them said. Not thread-safe. */
final class MapRejects implements AutoCloseable {
    private static final int SAID = 20;

    private final Context context;
    private final Path target;
    private final Path part;
    private final OutputStream file;
    private long seen;

    /** @param target null = they are said */
    MapRejects(Context context, Path target) throws IOException {
        this.context = context;
        this.target = target;
        this.part = target == null ? null : target.resolveSibling(target.getFileName() + ".part");
        this.file = target == null ? null : new BufferedOutputStream(Files.newOutputStream(part));
    }

    static Rejects.Reject of(Record record, Problem problem) {
        var origin = record.origin();
        return new Rejects.Reject(
                origin.file(),
                origin.record(),
                origin.byteOffset(),
                problem.field(),
                problem.code(),
                problem.message(),
                problem.hint(),
                record.value());
    }

    void add(List<Rejects.Reject> rejects) throws IOException {
        for (var reject : rejects) {
            if (file != null) {
                file.write((PreviewJob.json(reject) + "\n").getBytes(StandardCharsets.UTF_8));
            } else if (seen < SAID) {
                context.err.println("  ✗ " + Screen.reject(PreviewJob.json(reject)));
            }
            seen++;
        }
    }

    /** The work is whole: so is this file. */
    void keep() throws IOException {
        if (file == null) {
            if (seen > SAID)
                context.err.println(
                        "  … and %s more; --rejects FILE keeps them all".formatted(Screen.number(seen - SAID)));
            return;
        }
        file.close();
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        if (file == null) return;
        file.close();
        Files.deleteIfExists(part);
    }
}

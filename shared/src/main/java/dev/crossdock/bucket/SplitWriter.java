package dev.crossdock.bucket;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.format.Options;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One chunk's part of several files: each batch's records by the files they go to, as {@link Section}s of one piece. */
final class SplitWriter implements Sink.Writer {
    private final OutputFile like;
    private final OutputNames names;
    private final PieceWriter kept;
    private final Columns columns;
    private final ByteArrayOutputStream sections = new ByteArrayOutputStream();
    private final Set<String> seen = new HashSet<>();
    private Options options;

    SplitWriter(ObjectStore objects, OutputFile like, OutputNames names, int pieceBytes, int chunk, Pieces pieces) {
        this.like = like;
        this.names = names;
        this.kept = new PieceWriter(objects, like.folder(), pieceBytes, chunk, pieces);
        this.columns = like.needsColumns() ? new Columns(objects, like, chunk, pieces.columns()) : null;
        this.options = columns == null ? like.options() : like.with(columns.names());
    }

    @Override
    public List<Outcome> write(Batch batch) {
        if (columns != null) grow(batch);
        var outcomes = new Outcome[batch.size()];
        groups(batch, outcomes).forEach((name, indexes) -> section(name, batch, indexes, outcomes));
        return Arrays.asList(outcomes);
    }

    /** Which records go to which file. */
    private Map<String, List<Integer>> groups(Batch batch, Outcome[] outcomes) {
        var groups = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < batch.size(); i++) {
            try {
                var name = names.of(batch.records().get(i).value());
                var problem = FileName.check(like.bucket(), OutputNames.numbered(name, 1));
                if (problem.isPresent()) throw new Refused(problem.get());
                groups.computeIfAbsent(name, n -> new ArrayList<>()).add(i);
            } catch (Refused e) {
                outcomes[i] = Outcome.rejected(e.problem());
            }
        }
        seen.addAll(groups.keySet());
        // Asked again when all chunks are done; here so that nobody works in vain.
        if (seen.size() > SplitSink.MOST_NAMES) throw SplitSink.tooMany();
        return groups;
    }

    private void section(String name, Batch batch, List<Integer> indexes, Outcome[] outcomes) {
        var written = new ByteArrayOutputStream();
        int records = 0;
        try (var writer = like.format().writer(written, options)) {
            for (int i : indexes) {
                try {
                    if (columns != null) FileWriter.expectFields(batch.records().get(i));
                    writer.write(batch.records().get(i));
                    outcomes[i] = Outcome.WRITTEN;
                    records++;
                } catch (Refused e) {
                    outcomes[i] = Outcome.rejected(e.problem());
                }
            }
        }
        var body = like.frame(options).body(written.toByteArray());
        if (records > 0) new Section(name, records, body).write(sections);
    }

    private void grow(Batch batch) {
        var before = columns.names();
        if (!columns.grow(batch)) return;
        seal(before.size());
        var widening = new Widening(like, before, columns.names());
        kept.rewrite(bytes -> Section.each(bytes, widening::of));
        options = like.with(columns.names());
    }

    @Override
    public Receipt flush() {
        seal(columns == null ? -1 : columns.names().size());
        if (columns != null) columns.note();
        return kept.flushed(columns == null ? "" : columns.key()).receipt();
    }

    private void seal(int width) {
        if (sections.size() == 0) return;
        kept.keep(sections.toByteArray(), width);
        sections.reset();
    }

    @Override
    public void close() {
        // What was not flushed was not saved either: it comes again.
    }
}

package dev.crossdock.run;

import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Counts;
import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.mapping.JsonataMapping;
import dev.crossdock.schema.RecordSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a batch between source and sink: the raw record's schema, then each step of the map with its own schema, then
 * the sink. Compiled once per chunk that is opened. A failure says at which step.
 */
final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Source source;
    private final Sink sink;
    private final boolean dryRun;
    private final List<Step> steps = new ArrayList<>();
    private final List<JsonataMapping> maps = new ArrayList<>();

    /** @param name as messages call it: {@code schema}, {@code map}, {@code map[2].schema} */
    private record Step(String name, Mapping mapping) {}

    Pipeline(Work work, Source source, Sink sink) {
        this(work, source, sink, Optional.empty());
    }

    /** @param unmapped the map of a job that says none */
    Pipeline(Work work, Source source, Sink sink, Optional<Mapping> unmapped) {
        this.source = source;
        this.dryRun = work.run().dryRun();
        this.sink = dryRun ? sink.rehearsal() : sink;
        work.job().schema().ifPresent(text -> steps.add(new Step("schema", checked(RecordSchema.compile(text)))));
        var variables = work.variables();
        if (work.job().map().isEmpty()) unmapped.ifPresent(mapping -> steps.add(new Step("map", mapping)));
        int number = 0;
        for (var step : work.job().map()) {
            number++;
            var name = work.job().map().size() == 1 ? "map" : "map[" + number + "]";
            var map = JsonataMapping.compile(step.expression(), step.place(), variables);
            maps.add(map);
            steps.add(new Step(name, map));
            step.schema().ifPresent(text -> steps.add(new Step(name + ".schema", checked(RecordSchema.compile(text)))));
        }
    }

    /** From source to sink, without a map: what a later phase does. */
    Pipeline(Source source, Sink sink) {
        this.dryRun = false;
        this.source = source;
        this.sink = sink;
    }

    Source source() {
        return source;
    }

    Sink sink() {
        return sink;
    }

    /** @param rejects with the record as it was read @param preview the first records as they would be written, of a dry run */
    record Result(
            Counts counts,
            List<Rejects.Reject> rejects,
            Map<String, ChunkState.Remark> remarks,
            List<Preview.Line> preview) {}

    /** Every record of the batch ends in exactly one outcome: the worst of what it became. */
    Result pass(Batch batch, Sink.Writer writer) {
        var interpretedBefore =
                maps.stream().mapToLong(JsonataMapping::interpreted).toArray();
        var outcomes = new ArrayList<List<Outcome>>(batch.size());
        var toWrite = new ArrayList<Record>();
        var belongsTo = new ArrayList<Integer>();
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(new ArrayList<>(1));
            try {
                for (var record : map(batch.records().get(i))) {
                    toWrite.add(record);
                    belongsTo.add(i);
                }
            } catch (Refused e) {
                writer.missed(batch.records().get(i));
                outcomes.get(i).add(Outcome.rejected(e.problem()));
            }
        }
        var preview = new ArrayList<Preview.Line>();
        for (int from = 0; from < toWrite.size(); from += Batch.LIMIT) {
            int to = Math.min(from + Batch.LIMIT, toWrite.size());
            var written = writer.write(new Batch(toWrite.subList(from, to)));
            for (int i = from; i < to; i++) outcomes.get(belongsTo.get(i)).add(written.get(i - from));
            for (int i = from; dryRun && i < to && preview.size() < Preview.MOST; i++) {
                var outcome = written.get(i - from);
                var record = toWrite.get(i);
                if (Preview.shows(outcome)) preview.add(Preview.Line.of(record, outcome, sink.shown(record)));
            }
        }
        var counts = Counts.ZERO;
        var rejects = new ArrayList<Rejects.Reject>();
        Map<String, ChunkState.Remark> remarks = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            var record = batch.records().get(i);
            var outcome = Outcome.worst(outcomes.get(i));
            counts = counts.plus(outcome);
            if (outcome.kind() == Outcome.Kind.REJECTED || outcome.kind() == Outcome.Kind.UNKNOWN) {
                rejects.add(Rejects.Reject.of(record, placed(outcome.problem().orElseThrow(), record)));
            } else if (outcome.problem().isPresent()) {
                var remark = placed(outcome.problem().get(), record);
                remarks.merge(
                        remark.code(),
                        new ChunkState.Remark(1, shortened(remark.toString())),
                        (a, b) -> new ChunkState.Remark(a.count() + 1, a.first()));
            }
        }
        for (int i = 0; i < maps.size(); i++) {
            long interpreted = maps.get(i).interpreted() - interpretedBefore[i];
            if (interpreted == 0) continue;
            var why = maps.get(i).interpretedBecause();
            remarks.merge(
                    why.code(),
                    new ChunkState.Remark(interpreted, shortened(why.toString())),
                    (a, b) -> new ChunkState.Remark(a.count() + b.count(), a.first()));
        }
        return new Result(counts, rejects, remarks, preview);
    }

    private List<Record> map(Record in) {
        if (in.unreadable().isPresent()) throw new Refused(in.unreadable().get());
        var records = List.of(in);
        for (var step : steps) {
            var next = new ArrayList<Record>(records.size());
            for (var record : records) next.addAll(apply(step, record));
            records = next;
        }
        return records;
    }

    private static List<Record> apply(Step step, Record record) {
        try {
            return step.mapping().apply(record);
        } catch (Refused e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // A bug of ours, met by one record: it is isolated, the others go on.
            LOG.error("record.bug step={} origin=\"{}\"", step.name(), record.origin(), e);
            throw new Refused(
                    Problem.of(
                            "record.bug",
                            "step " + step.name() + " met a fault of Crossdock's own ("
                                    + e.getClass().getSimpleName() + ").",
                            "The record is kept as a reject. Please report it with the mapping."),
                    e);
        }
    }

    private static Mapping checked(RecordSchema schema) {
        return record -> {
            var problems = schema.check(record.value());
            if (!problems.isEmpty()) throw new Refused(problems.get(0));
            return List.of(record);
        };
    }

    private static Problem placed(Problem problem, Record record) {
        return problem.place().isEmpty() ? problem.at(record.origin().toString()) : problem;
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }
}

package dev.crossdock.run;

import dev.crossdock.bucket.FileSink;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.OutputFile;
import dev.crossdock.bucket.OutputNames;
import dev.crossdock.bucket.SplitSink;
import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Job;
import dev.crossdock.definition.To;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.mapping.TextTemplate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a job function is given to wire a source and a sink.
 *
 * @param job the definition as it was when the run began
 */
public record Work(Run run, Job job, DefinitionStore definitions) {
    /** The dropped file. @throws Refused when the run was started without one */
    public FileRef file() {
        return run.file()
                .orElseThrow(() -> new Refused(Problem.of(
                        "job.no-file",
                        "job " + job.name() + " reads a file, and this run was started without one.",
                        "crossdock run " + job.name() + " --file NAME")));
    }

    /** @throws dev.crossdock.flow.Refused when no such collection is published */
    public Collection collection(String name) {
        return definitions.collection(name);
    }

    /** @throws Refused {@code connection.unknown} */
    public Connection connection(String name) {
        var connections = definitions.project().connections();
        return Optional.ofNullable(connections.get(name))
                .orElseThrow(() -> new Refused(Problem.of(
                                "connection.unknown",
                                "there is no connection \"" + name + "\".",
                                "Known: "
                                        + String.join(
                                                ", ",
                                                connections.keySet().stream()
                                                        .sorted()
                                                        .toList()) + ".")
                        .at("job " + job.name())));
    }

    /** What expressions of a job see: {@code $run}, {@code $file}, {@code $params}, {@code $vars}. */
    public Map<String, Object> variables() {
        var project = definitions.project();
        var started = run.createdAt().atZone(ZoneId.of(project.zone()));
        var variables = new LinkedHashMap<String, Object>();
        var about = new LinkedHashMap<String, Object>();
        about.put("id", run.id());
        about.put("job", run.job());
        about.put("date", started.toLocalDate().toString());
        about.put("year", "%04d".formatted(started.getYear()));
        about.put("month", "%02d".formatted(started.getMonthValue()));
        about.put("day", "%02d".formatted(started.getDayOfMonth()));
        about.put("time", started.toLocalTime().truncatedTo(ChronoUnit.SECONDS).toString());
        about.put("started", run.createdAt().toString());
        variables.put("run", about);
        run.file()
                .ifPresent(file -> variables.put(
                        "file",
                        Map.of(
                                "bucket",
                                file.bucket(),
                                "name",
                                file.name(),
                                "size",
                                file.sizeBytes(),
                                "etag",
                                file.etag())));
        variables.put("params", Map.copyOf(run.params()));
        variables.put("vars", project.vars());
        return variables;
    }

    /**
     * Where the run writes files: one, or several, as the job says.
     *
     * @throws Refused when a name is none, or its format is not known
     */
    public Sink files(ObjectStore objects) {
        return files(objects, false);
    }

    /** As {@link #files(ObjectStore)}. @param people whether the files are meant for people ({@link OutputFile#guarded}) */
    public Sink files(ObjectStore objects, boolean people) {
        var to = (To.BucketFile) job.to();
        boolean parts = to.parts().isPresent();
        if (to.file().isEmpty() && run.file().isEmpty()) return new FileSink(objects, output(people));
        var names = to.file().isEmpty()
                ? OutputNames.plain(file().name(), parts)
                : new OutputNames(to.file(), "job " + job.name(), variables(), parts);
        if (names.one()) return new FileSink(objects, output(people));
        var like = OutputFile.of(run.id(), to.bucket(), names.sample(), to.onlyNew(), to.format());
        return new SplitSink(objects, people ? like.guarded() : like, names, to.parts());
    }

    private OutputFile output(boolean people) {
        return people ? output().guarded() : output();
    }

    /**
     * The file of a bucket that the run writes, when it is one; the same for every worker.
     *
     * @throws Refused when the name is none, or its format is not known
     */
    public OutputFile output() {
        var to = (To.BucketFile) job.to();
        var place = "job " + job.name();
        if (to.file().isEmpty() && run.file().isEmpty()) {
            throw new Refused(Problem.of(
                            "file.no-name",
                            "the job writes a file and says no name, and it reads none that has one.",
                            "Write to: { bucket: " + to.bucket() + ", file: NAME }.")
                    .at(place));
        }
        var name = to.file().isEmpty()
                ? file().name()
                : TextTemplate.compile(to.file(), place).text(null, variables());
        return OutputFile.of(run.id(), to.bucket(), name, to.onlyNew(), to.format());
    }
}

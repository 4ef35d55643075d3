package dev.crossdock.run;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Job;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;

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
}

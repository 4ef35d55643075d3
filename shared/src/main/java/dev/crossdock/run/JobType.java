package dev.crossdock.run;

import dev.crossdock.flow.Mapping;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import java.util.Optional;

/**
 * Which source and which sink a job joins; {@link JobRunner} does the rest.
 *
 * <p>The methods are called for every chunk that a worker opens; they only wire, they do no work. They throw {@link
 * dev.crossdock.flow.Refused} when the definitions do not fit together; the run fails with that problem.
 */
public interface JobType {
    /** {@code import-file}: folder, queue, template.yaml and YAML use this word. */
    String type();

    Source source(Work work);

    Sink sink(Work work);

    /** What becomes of a record when the job says no map; empty = it goes as it is. */
    default Optional<Mapping> unmapped(Work work) {
        return Optional.empty();
    }
}

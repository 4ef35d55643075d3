package dev.crossdock.run;

import dev.crossdock.definition.From;
import dev.crossdock.definition.Job;
import dev.crossdock.definition.To;
import java.util.List;
import java.util.Optional;

/** Jobs that nobody defines: upkeep that runs as any job does. No definition can have such a name. */
public final class OwnJobs {
    private static final String REVALIDATE = ".revalidate";

    private OwnJobs() {}

    /** The job that applies a collection's definition to the records that it has. */
    public static String revalidating(String collection) {
        return collection + REVALIDATE;
    }

    /** @return the collection of such a job's name */
    static Optional<String> revalidated(String job) {
        return job.endsWith(REVALIDATE) && job.length() > REVALIDATE.length()
                ? Optional.of(job.substring(0, job.length() - REVALIDATE.length()))
                : Optional.empty();
    }

    static Job of(String job, String collection) {
        return new Job(
                job,
                "Applies the definition of collection " + collection + " to its records",
                new From.CollectionRecords(collection, "all", Optional.empty()),
                Optional.empty(),
                List.of(),
                new To.CollectionTarget(collection, Optional.empty(), false),
                Job.Overlap.QUEUE,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}

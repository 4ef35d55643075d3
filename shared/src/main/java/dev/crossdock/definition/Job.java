package dev.crossdock.definition;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * from × map × to.
 *
 * @param name the file's name without its suffix
 * @param schema JSON Schema text for the raw record, before the map
 * @param map steps one after the other; empty = records go as they are
 * @param then jobs started when a run of this one has finished
 * @param feed of a full feed; empty = what does not come stays
 */
public record Job(
        String name,
        String description,
        From from,
        Optional<String> schema,
        List<MapStep> map,
        To to,
        Overlap overlap,
        List<String> then,
        Optional<Schedule> schedule,
        Optional<Feed> feed) {

    public enum Overlap {
        QUEUE,
        SKIP,
        PARALLEL
    }

    /**
     * @param expression JSONata text (a file's content where the YAML names a file)
     * @param place where it stands, for messages: {@code mappings/product.jsonata} or {@code jobs/x.yaml:4:6}
     * @param schema JSON Schema text that the step's result must meet
     */
    public record MapStep(String expression, String place, Optional<String> schema) {}

    /** Exactly one of cron and every. */
    public record Schedule(Optional<String> cron, Optional<java.time.Duration> every, Optional<String> zone) {}

    /** The cell of the matrix, which is the function and its queue: {@code import-file}. Empty for an empty cell. */
    public Optional<String> type() {
        return type(from.kind(), to.kind());
    }

    /** The cell that a kind of {@link From} and a kind of {@link To} give. */
    static Optional<String> type(String from, String to) {
        return Optional.ofNullable(TYPES.get(from + " " + to));
    }

    /** All there are; each has a function and a queue of its name. */
    public static Collection<String> types() {
        return TYPES.values();
    }

    private static final Map<String, String> TYPES = Map.of(
            "bucket bucket", "transform-file",
            "bucket collection", "import-file",
            "bucket webservice", "send-file",
            "bucket azure", "upload-to-azure",
            "webservice bucket", "pull-to-file",
            "webservice collection", "pull-to-collection",
            "collection bucket", "export-to-file",
            "collection webservice", "export-to-webservice",
            "files bucket", "pull-files",
            // Upkeep of one collection ({@code run.OwnJobs}); no definition can ask for it.
            "collection collection", "revalidate");
}

package dev.crossdock.infra.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What template.yaml says, as far as a laptop can have it. Queues and tables go by their short names, the stack's name left
 * out. Immutable.
 */
public record Wires(List<Function> functions, List<Queue> queues, List<Table> tables) {

    /**
     * @param name its folder, {@code functions/<name>}
     * @param handler the class that Lambda calls, and its method
     * @param environment its own variables whose values are plain text; not those of all functions, nor what refers to something
     * @param recursive may feed its own queue for as long as it likes; else Lambda stops such a chain at 16 calls
     */
    public record Function(
            String name,
            String handler,
            Duration timeout,
            Map<String, String> environment,
            boolean recursive,
            List<QueueSource> queues,
            List<StreamSource> streams,
            List<HttpPath> paths,
            List<Schedule> schedules) {}

    /** @param concurrency most calls at once */
    public record QueueSource(Queue queue, int batchSize, int concurrency) {}

    /**
     * @param retries how often the same failing head of a batch is tried again before it is put aside
     * @param maxAge a failing change older than this is put aside at once
     */
    public record StreamSource(Table table, int batchSize, boolean bisect, int retries, Duration maxAge) {}

    public record HttpPath(String method, String path) {}

    /**
     * @param expression {@code rate(3 minutes)} or {@code cron(…)} as EventBridge reads them
     * @param zone IANA name
     * @param input the event's JSON
     */
    public record Schedule(String name, String expression, String zone, String input) {}

    /**
     * @param visibility how long a message that was taken, and neither deleted nor given back, stays hidden
     * @param dead where messages go after {@code maxReceives}; empty = they come again until they are too old
     */
    public record Queue(String name, boolean fifo, Duration visibility, Optional<String> dead, int maxReceives) {}

    /** @param attributes key attributes of table and indexes, to S, N or B */
    public record Table(String name, Map<String, String> attributes, Key key, List<Index> indexes, boolean stream) {}

    /** @param range empty = none */
    public record Key(String hash, Optional<String> range) {}

    public record Index(String name, Key key) {}
}

package dev.crossdock.run;

import dev.crossdock.event.Queue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the alerts of what has happened: a message for each that asks for such events, on the queue of what calls webservices.
 * Announced before what happened is written down as over, so that whoever dies in between announces it again; the event's key makes one
 * effect of it, however often that is. Thread-safe.
 */
public final class Announcer {
    private static final String CALLS = "call-webservice.fifo";
    private static final String BEGIN = "{\"alert\":";

    private final DefinitionStore definitions;
    private final Queue queue;

    public Announcer(DefinitionStore definitions, Queue queue) {
        this.definitions = definitions;
        this.queue = queue;
    }

    /**
     * @param kind {@code run.failed}
     * @param key the same for the same event, however often it is announced; 1 to 300 characters
     * @param title one line
     * @param path where the API tells more: {@code /runs/r-1}
     * @param about further words of {@code $event}: job, run
     */
    public record Event(String kind, String key, String title, String path, Map<String, Object> about) {
        /** {@code $event}. @param base address of the API; empty when it is not known */
        public Map<String, Object> seen(String base) {
            var event = new LinkedHashMap<String, Object>();
            event.put("kind", kind);
            event.put("title", title);
            event.put("url", base.replaceAll("/+$", "") + path);
            event.putAll(about);
            return event;
        }
    }

    /** An event for one alert, as it goes through the queue. */
    public record Message(String alert, Event event) {
        /** @return empty for a message of another kind */
        public static Optional<Message> parse(String body) {
            return body.startsWith(BEGIN) ? Optional.of(Json.read(body, Message.class)) : Optional.empty();
        }
    }

    /** There is an alert that tells of such events. */
    public boolean asked(String kind) {
        return definitions.project().alerts().values().stream()
                .anyMatch(alert -> alert.events().contains(kind));
    }

    /** Durable when it returns. @throws dev.crossdock.flow.WorldException when the queue is out of reach */
    public void announce(Event event) {
        for (var alert : definitions.project().alerts().values()) {
            if (!alert.events().contains(event.kind())) continue;
            var body = Json.write(new Message(alert.name(), event));
            // An alert's calls wait for each other, and for nobody else's.
            queue.send(
                    CALLS,
                    Queue.Message.inOrder(
                            body, RunKey.id("alert\n" + alert.name()), RunKey.id(alert.name() + "\n" + event.key())));
        }
    }

    /** A run that has come to its end, or to where somebody must decide; nothing for those that went well. */
    void ended(Run run, State state, String why) {
        if (run.dryRun()) return;
        var kind = switch (state) {
            case FAILED -> "run.failed";
            case PARTIAL -> "run.partial";
            case HELD -> "run.held";
            default -> "";
        };
        if (kind.isEmpty()) return;
        var words = new LinkedHashMap<String, Object>();
        words.put("job", run.job());
        words.put("run", run.id());
        announce(new Event(
                kind,
                "run/" + run.id() + "/" + state.word(),
                run.job() + " " + state.word() + (why.isEmpty() ? "" : ": " + why),
                "/runs/" + run.id(),
                words));
    }
}

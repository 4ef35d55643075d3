package dev.crossdock.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A whole project: every definition of a folder, or of what a deployment has published. Immutable.
 *
 * @param vars {@code $vars} of expressions
 * @param allow private and loopback hosts that connections may reach
 * @param mail who takes mails; empty = they are kept
 */
public record Project(
        String name,
        String zone,
        Map<String, Object> vars,
        java.util.List<String> allow,
        Optional<MailServer> mail,
        Map<String, Bucket> buckets,
        Map<String, Collection> collections,
        Map<String, Connection> connections,
        Map<String, Job> jobs,
        Map<String, Trigger> triggers,
        Map<String, Template> templates,
        Map<String, Listener> listeners,
        Map<String, Alert> alerts) {
    /** What a deployment has before anything is published. */
    public static final Project EMPTY = new Project(
            "project",
            "UTC",
            Map.of(),
            java.util.List.of(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of());

    /**
     * From published definitions.
     *
     * @param texts by {@code kind/name}, as {@link Definitions} writes them; kinds that this version does not know are passed
     *     over, so that an older function reads on beside a newer one
     * @throws dev.crossdock.flow.Refused {@code definition.unreadable}
     */
    public static Project of(Map<String, String> texts) {
        var settings = Settings.DEFAULT;
        var buckets = new LinkedHashMap<String, Bucket>();
        var collections = new LinkedHashMap<String, Collection>();
        var connections = new LinkedHashMap<String, Connection>();
        var jobs = new LinkedHashMap<String, Job>();
        var triggers = new LinkedHashMap<String, Trigger>();
        var templates = new LinkedHashMap<String, Template>();
        var listeners = new LinkedHashMap<String, Listener>();
        var alerts = new LinkedHashMap<String, Alert>();
        for (var entry : texts.entrySet()) {
            int slash = entry.getKey().indexOf('/');
            if (slash <= 0) continue;
            var kind = entry.getKey().substring(0, slash);
            var name = entry.getKey().substring(slash + 1);
            switch (kind) {
                case "project" -> settings = (Settings) Definitions.parse(kind, name, entry.getValue());
                case "bucket" -> buckets.put(name, (Bucket) Definitions.parse(kind, name, entry.getValue()));
                case "collection" ->
                    collections.put(name, (Collection) Definitions.parse(kind, name, entry.getValue()));
                case "connection" ->
                    connections.put(name, (Connection) Definitions.parse(kind, name, entry.getValue()));
                case "job" -> jobs.put(name, (Job) Definitions.parse(kind, name, entry.getValue()));
                case "trigger" -> triggers.put(name, (Trigger) Definitions.parse(kind, name, entry.getValue()));
                case "template" -> templates.put(name, (Template) Definitions.parse(kind, name, entry.getValue()));
                case "listener" -> listeners.put(name, (Listener) Definitions.parse(kind, name, entry.getValue()));
                case "alert" -> alerts.put(name, (Alert) Definitions.parse(kind, name, entry.getValue()));
                default -> {}
            }
        }
        return new Project(
                settings.name(),
                settings.zone(),
                settings.vars(),
                settings.allow(),
                settings.mail(),
                Collections.unmodifiableMap(buckets),
                Collections.unmodifiableMap(collections),
                Collections.unmodifiableMap(connections),
                Collections.unmodifiableMap(jobs),
                Collections.unmodifiableMap(triggers),
                Collections.unmodifiableMap(templates),
                Collections.unmodifiableMap(listeners),
                Collections.unmodifiableMap(alerts));
    }

    /** What {@code crossdock.yaml} says; published as {@code project/crossdock}. */
    public record Settings(
            String name,
            String zone,
            Map<String, Object> vars,
            java.util.List<String> allow,
            Optional<MailServer> mail) {
        static final Settings DEFAULT = new Settings("project", "UTC", Map.of(), java.util.List.of(), Optional.empty());
    }
}

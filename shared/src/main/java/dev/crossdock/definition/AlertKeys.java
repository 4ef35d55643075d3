package dev.crossdock.definition;

import static dev.crossdock.definition.Key.key;
import static dev.crossdock.definition.Shape.some;
import static dev.crossdock.definition.Shape.value;
import static dev.crossdock.definition.Shape.words;

import dev.crossdock.definition.Shape.Headers;
import dev.crossdock.definition.Shape.Keys;
import dev.crossdock.definition.Shape.Name;

/** The keys of {@code alerts/<name>.yaml}. */
final class AlertKeys {
    private AlertKeys() {}

    static final Keys ALERT = Keys.of(
                    "an alert",
                    key("description", value(Type.TEXT), "What it is for, shown to people."),
                    key(
                                    "events",
                                    some(words(
                                            "run.failed",
                                            "run.partial",
                                            "run.held",
                                            "delivery.failed",
                                            "breaker.opened",
                                            "queue.dead")),
                                    "What it tells of. `run.partial`: a run ended with rejects. `run.held`: a run waits for somebody to approve it. `delivery.failed`: a trigger's effect was given up; told once an hour for each trigger. `breaker.opened`: a webservice gives no good answer any more and is only looked at every 30 s; told once for each time that begins. `queue.dead`: messages were tried too often and wait in a queue's dead letters; told once an hour for each queue, for as long as it has some.")
                            .must(),
                    key(
                            "when",
                            value(Type.EXPRESSION),
                            "JSONata that is true for an event that counts: sees `$event` with `kind`, `title`, `url`, of a run also `job`, `run`, of an effect `trigger`, `record`, `connection`, of a webservice `connection`, `since`; and `$vars`."),
                    key(
                            "call",
                            Keys.of(
                                    "call",
                                    key("connection", new Name("connection"), "The webservice that is told.")
                                            .must(),
                                    key("request", value(Type.REQUEST), "Method and path, with JSONata in braces.")
                                            .must(),
                                    key("body", value(Type.EXPRESSION), "JSONata for the body.")
                                            .or("the event"),
                                    key("headers", new Headers(), "Further headers.")),
                            "The call that tells of it, once for each event."),
                    key(
                            "mail",
                            TemplateKeys.MAIL,
                            "The mail that tells of it, once for each event; its expressions see `$event` and `$vars`."))
            .exactlyOne("call", "mail");

    static final Kinds.Kind KIND = new Kinds.Kind(
            "alert",
            "alerts",
            ALERT,
            "Tells somebody of what has happened: a run that failed, an effect that was given up.");
}

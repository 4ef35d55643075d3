package dev.crossdock.definition;

import dev.crossdock.definition.Template.Act;
import java.util.Optional;
import java.util.Set;

/**
 * Tells somebody of what has happened.
 *
 * @param events of run.failed, run.partial, run.held, delivery.failed, breaker.opened, queue.dead
 * @param when JSONata over {@code $event}
 * @param call that tells of it; empty where a mail does
 * @param mail empty where a call does
 */
public record Alert(
        String name,
        Set<String> events,
        Optional<String> when,
        Optional<Trigger.Call> call,
        Optional<Act.SendMail> mail) {}

package dev.crossdock.definition;

import java.util.Optional;
import java.util.Set;

/**
 * Tells somebody of what has happened.
 *
 * @param events of run.failed, run.partial, run.held, delivery.failed, breaker.opened, queue.dead
 * @param when JSONata over {@code $event}
 * @param call empty where it is told in another way
 */
public record Alert(String name, Set<String> events, Optional<String> when, Optional<Trigger.Call> call) {}

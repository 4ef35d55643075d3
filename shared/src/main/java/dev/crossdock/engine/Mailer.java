package dev.crossdock.engine;

/** Sends mails. Thread-safe. */
@FunctionalInterface
public interface Mailer {
    /**
     * Sends a mail once: asked again with the same id, it does nothing.
     *
     * @throws dev.crossdock.flow.Refused when it cannot be sent, or nobody knows whether it was
     * @throws dev.crossdock.flow.WorldException when it may be sent later
     */
    void send(Mail mail);
}

package dev.crossdock.definition;

import java.net.URI;
import java.util.Optional;

/**
 * Who takes mails.
 *
 * @param smtp {@code smtps://host:465}, or {@code smtp://host:587} where TLS begins after the greeting
 * @param user and {@code password} may refer to secrets
 * @param from the sender of every mail
 */
public record MailServer(URI smtp, Optional<String> user, Optional<String> password, String from) {
    private static final int TLS = 465;
    private static final int SUBMISSION = 587;

    /** Whether TLS begins with the first byte. */
    public boolean tls() {
        return smtp.getScheme().equals("smtps");
    }

    public int port() {
        if (smtp.getPort() > 0) return smtp.getPort();
        return tls() ? TLS : SUBMISSION;
    }
}

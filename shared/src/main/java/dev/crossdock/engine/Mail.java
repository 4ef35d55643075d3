package dev.crossdock.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * @param id derived from what it is sent for: the same cause, the same mail
 * @param execution that sends it
 * @param from empty = whoever sends it knows
 */
public record Mail(
        String id,
        String execution,
        Instant at,
        String from,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        String subject,
        Optional<String> text,
        Optional<String> html) {
    public Mail {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }
}

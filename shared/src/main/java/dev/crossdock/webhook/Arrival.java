package dev.crossdock.webhook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came to a listener's address, before anybody knows whether it is genuine.
 *
 * @param token the part of the path behind the listener's name
 * @param method upper case
 * @param query decoded, in the order of the names' first coming
 * @param headers by lower-case name
 * @param body as received
 */
public record Arrival(
        String listener,
        Optional<String> token,
        String method,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        byte[] body) {

    /** Names with their values as expressions see them: a text; of several, one text with commas, as HTTP reads them (RFC 9110). */
    static Map<String, Object> plain(Map<String, List<String>> values) {
        var plain = new LinkedHashMap<String, Object>();
        values.forEach((name, all) -> plain.put(name, String.join(", ", all)));
        return plain;
    }

    String contentType() {
        return Proof.header(headers, "content-type").orElse("");
    }
}

package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a sender is answered. @param headers without the body's length; values have no line ends */
public record Reply(int status, Map<String, String> headers, byte[] body) {
    static final int LONGEST_TEXT = 1024;

    /** Nobody learns from it whether there is such a listener, whether it is switched off, or what did not fit. */
    static final Reply REFUSED = problem(
            401,
            Problem.of(
                    "delivery.refused",
                    "nothing here takes this delivery.",
                    "Check the address, the method and the signature."));

    public Reply {
        headers = Map.copyOf(headers);
    }

    static Reply empty(int status, String delivery) {
        return new Reply(status, Map.of("Crossdock-Delivery", delivery), new byte[0]);
    }

    /** What a sender asked to hear back: never anything that a browser would run. */
    static Reply text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_TEXT) {
            return problem(
                    400,
                    Problem.of(
                            "delivery.challenge",
                            "the challenge is longer than " + LONGEST_TEXT + " bytes.",
                            "Send a shorter one."));
        }
        return new Reply(
                200, Map.of("Content-Type", "text/plain; charset=utf-8", "X-Content-Type-Options", "nosniff"), bytes);
    }

    static Reply problem(int status, Problem problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "https://crossdock.dev/problems/" + problem.code());
        body.put("status", status);
        body.put("code", problem.code());
        body.put("detail", (problem.message() + " " + problem.hint()).strip());
        return new Reply(
                status,
                Map.of("Content-Type", "application/problem+json"),
                Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    Reply with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Reply(status, all, body);
    }
}

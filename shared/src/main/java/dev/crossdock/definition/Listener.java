package dev.crossdock.definition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A named URL that takes webhooks.
 *
 * @param accept JSONata that is true for deliveries that count; the others are acknowledged and dropped
 * @param template that a delivery runs; empty = it is only kept, and answered
 * @param methods upper case
 * @param input JSONata for what the template gets; empty = the parsed body
 * @param respond what the sender hears once the template has ended; empty = that the delivery is kept
 * @param id JSONata for what tells a delivery from all others; empty = what the scheme says
 * @param order JSONata: deliveries with the same value are worked on one after the other; empty = all beside one another
 * @param token reference to a secret that stands behind the listener's name in its URL
 * @param ratePerSecond most deliveries; empty = no limit
 * @param disabled takes nothing, as if it were not there
 * @param queue ARN of an SQS queue whose messages are the deliveries; empty = they come to a URL
 * @param sequence of deliveries that come out of their order; empty = as they came
 */
public record Listener(
        String name,
        String description,
        Verify verify,
        Optional<String> accept,
        Optional<String> template,
        Set<String> methods,
        Optional<String> input,
        Optional<Respond> respond,
        Optional<String> id,
        Optional<String> order,
        Optional<String> token,
        Optional<Handshake> handshake,
        Optional<Double> ratePerSecond,
        boolean disabled,
        Optional<String> queue,
        Optional<Sequence> sequence) {

    /** Its deliveries are a queue's messages, and it has no URL. */
    public boolean queued() {
        return queue.isPresent();
    }

    /**
     * Within a group of {@code order} the lowest number goes first.
     *
     * @param by JSONata for the number
     * @param patience how long a delivery waits for one that may be late
     */
    public record Sequence(String by, Duration patience) {}

    /**
     * How a delivery proves its sender.
     *
     * @param secrets references, all active
     * @param options the scheme's other keys, as they are written
     */
    public record Verify(String scheme, List<String> secrets, Map<String, String> options) {
        public Verify {
            secrets = List.copyOf(secrets);
            options = Map.copyOf(options);
        }
    }

    /**
     * @param status a number, or JSONata for one
     * @param headers texts with JSONata in braces
     * @param body JSONata
     * @param within how long the sender waits
     */
    public record Respond(String status, Map<String, String> headers, Optional<String> body, Duration within) {
        public Respond {
            headers = Map.copyOf(headers);
        }
    }

    /** How a sender asks whether the address is meant. @param token reference to the secret that Meta shows */
    public record Handshake(String kind, Optional<String> token) {}
}

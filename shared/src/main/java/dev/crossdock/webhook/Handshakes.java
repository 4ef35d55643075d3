package dev.crossdock.webhook;

import dev.crossdock.definition.Listener;
import java.util.List;
import java.util.Optional;

/** Every handshake that a listener can name. */
final class Handshakes {
    static final List<Handshake> ALL = List.of(
            new SlackHandshake(),
            new MetaHandshake(),
            new GraphHandshake(),
            new CloudEventsHandshake(),
            new SnsHandshake(),
            new CommercetoolsHandshake());

    private Handshakes() {}

    /** The one that the listener names; a listener for Slack has Slack's without a word. */
    static Optional<Handshake> of(Listener listener) {
        var kind = listener.handshake()
                .map(Listener.Handshake::kind)
                .orElse(listener.verify().scheme().equals("slack") ? "slack" : "");
        return ALL.stream().filter(handshake -> handshake.kind().equals(kind)).findFirst();
    }
}

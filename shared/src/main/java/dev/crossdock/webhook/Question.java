package dev.crossdock.webhook;

import dev.crossdock.definition.Listener;
import dev.crossdock.web.Http;
import dev.crossdock.web.SecretValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a handshake may look at, and by what it may call out. @param http the gate to the outside */
record Question(Arrival arrival, Listener listener, SecretValues secrets, Http http) {
    Optional<String> query(String name) {
        var values = arrival.query().getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    Optional<String> header(String name) {
        return Proof.header(arrival.headers(), name);
    }

    /** A text of the JSON body. @param pointer JSON Pointer */
    Optional<String> body(String pointer) {
        return Body.json(arrival.body())
                .map(node -> node.at(pointer))
                .filter(node -> node.isTextual())
                .map(node -> node.textValue());
    }

    boolean asks(String method) {
        return arrival.method().equals(method);
    }

    static Reply fine() {
        return new Reply(200, Map.of("X-Content-Type-Options", "nosniff"), new byte[0]);
    }
}

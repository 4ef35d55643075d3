package dev.crossdock.webhook;

import java.util.Optional;

/** Microsoft Graph: a POST with a {@code validationToken}, which is sent back decoded. Also for lifecycle addresses. */
final class GraphHandshake implements Handshake {
    @Override
    public String kind() {
        return "graph";
    }

    @Override
    public boolean proved() {
        return false;
    }

    @Override
    public Optional<Reply> answer(Question question) {
        if (!question.asks("POST")) return Optional.empty();
        return question.query("validationToken").map(Reply::text);
    }
}

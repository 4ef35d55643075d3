package dev.crossdock.webhook;

import dev.crossdock.definition.Listener;
import java.util.Optional;

/** Meta: a GET that shows the verify token, whose challenge is sent back. */
final class MetaHandshake implements Handshake {
    @Override
    public String kind() {
        return "meta";
    }

    @Override
    public boolean proved() {
        return false;
    }

    @Override
    public Optional<Reply> answer(Question question) {
        if (!question.asks("GET") || question.query("hub.mode").isEmpty()) return Optional.empty();
        var token = question.listener()
                .handshake()
                .flatMap(Listener.Handshake::token)
                .map(text -> question.secrets().resolve(text).value())
                .filter(text -> !text.isBlank());
        boolean fits = token.isPresent()
                && question.query("hub.mode").get().equals("subscribe")
                && Coded.same(token.get(), question.query("hub.verify_token").orElse(""));
        var challenge = question.query("hub.challenge");
        return Optional.of(fits && challenge.isPresent() ? Reply.text(challenge.get()) : Reply.REFUSED);
    }
}

package dev.crossdock.webhook;

import java.util.Optional;

/** commercetools: what it sends when a subscription is made or changed is about the subscription itself, and concerns nobody. */
final class CommercetoolsHandshake implements Handshake {
    @Override
    public String kind() {
        return "commercetools";
    }

    @Override
    public boolean proved() {
        return true;
    }

    @Override
    public Optional<Reply> answer(Question question) {
        boolean test = question.body("/notificationType")
                        .filter(type -> type.startsWith("Resource"))
                        .isPresent()
                && question.body("/resource/typeId")
                        .filter("subscription"::equals)
                        .isPresent();
        return test ? Optional.of(Question.fine()) : Optional.empty();
    }
}

package dev.crossdock.webhook;

import java.util.Optional;

/** Slack: a signed {@code url_verification} whose challenge is sent back. Source: api.slack.com/events/url_verification. */
final class SlackHandshake implements Handshake {
    @Override
    public String kind() {
        return "slack";
    }

    @Override
    public boolean proved() {
        return true;
    }

    @Override
    public Optional<Reply> answer(Question question) {
        if (!question.body("/type").filter("url_verification"::equals).isPresent()) return Optional.empty();
        return question.body("/challenge").map(Reply::text);
    }
}

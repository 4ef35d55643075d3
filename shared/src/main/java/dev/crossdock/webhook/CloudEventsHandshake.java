package dev.crossdock.webhook;

import java.util.Optional;

/** CloudEvents: OPTIONS asks for leave, and only the header gives it. Source: cloudevents {@code http-webhook.md}. */
final class CloudEventsHandshake implements Handshake {
    private static final int MINUTE = 60;

    @Override
    public String kind() {
        return "cloudevents";
    }

    @Override
    public boolean proved() {
        return false;
    }

    @Override
    public Optional<Reply> answer(Question question) {
        if (!question.asks("OPTIONS")) return Optional.empty();
        var origin = question.header("webhook-request-origin").filter(text -> text.matches("[A-Za-z0-9.:_-]{1,253}"));
        if (origin.isEmpty()) return Optional.of(Reply.REFUSED);
        var rate = question.listener()
                .ratePerSecond()
                .map(perSecond -> Long.toString(Math.max(1, (long) (perSecond * MINUTE))))
                .orElse("*");
        return Optional.of(Question.fine()
                .with("WebHook-Allowed-Origin", origin.get())
                .with("WebHook-Allowed-Rate", rate)
                .with(
                        "Allow",
                        String.join(
                                ", ",
                                question.listener().methods().stream().sorted().toList())));
    }
}

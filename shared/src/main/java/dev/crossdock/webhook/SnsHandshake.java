package dev.crossdock.webhook;

import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Http;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Amazon SNS: a {@code SubscriptionConfirmation} names an address that is to be fetched. It may be anybody who sends it, so only
 * an address of SNS itself is, and through the gate that every call takes.
 */
final class SnsHandshake implements Handshake {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST_ANSWER = 64 << 10;

    @Override
    public String kind() {
        return "sns";
    }

    @Override
    public boolean proved() {
        return true;
    }

    @Override
    public Optional<Reply> answer(Question question) {
        var type = question.body("/Type").orElse("");
        if (type.equals("UnsubscribeConfirmation")) return Optional.of(Question.fine());
        if (!type.equals("SubscriptionConfirmation")) return Optional.empty();
        var address = question.body("/SubscribeURL").flatMap(SnsHandshake::ofSns);
        if (address.isEmpty()) return Optional.of(Reply.REFUSED);
        try {
            var answer = question.http()
                    .send(new Http.Call("GET", address.get(), Map.of(), new byte[0], LARGEST_ANSWER, false), PATIENCE);
            if (answer.status() / 100 == 2) return Optional.of(Question.fine());
            throw new WorldException("SNS answered " + answer.status() + " to the confirmation", null);
        } catch (Http.NotSent | Http.Lost e) {
            throw new WorldException("SNS could not be asked for the confirmation: " + e.getMessage(), e);
        }
    }

    static Optional<URI> ofSns(String text) {
        try {
            var uri = new URI(text);
            boolean fits = "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getHost().matches("sns\\.[a-z0-9-]+\\.amazonaws\\.com")
                    && uri.getPort() == -1
                    && uri.getRawUserInfo() == null;
            return fits ? Optional.of(uri) : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }
}

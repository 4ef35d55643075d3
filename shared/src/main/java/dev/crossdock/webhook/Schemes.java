package dev.crossdock.webhook;

import java.util.List;
import java.util.Map;

/** Every scheme that a listener can name. */
public final class Schemes {
    /** With the options that hold where a listener says nothing. */
    public static final List<SignatureScheme> ALL = List.of(
            new StandardWebhooksScheme(),
            new SvixScheme(),
            new StripeScheme(),
            new GithubScheme(),
            new ShopifyScheme(),
            new BigcommerceScheme(),
            new AdyenScheme(),
            new SlackScheme(),
            new MetaScheme(),
            new HmacScheme(Map.of(), "hmac"),
            new BearerScheme(Map.of(), "bearer"),
            new BasicScheme(Map.of()),
            new NoneScheme());

    private Schemes() {}

    /**
     * @param options of the listener's {@code verify}; each scheme takes its own
     * @param place for messages about its expressions
     * @throws dev.crossdock.flow.Refused when an expression does not compile
     */
    public static SignatureScheme of(String name, Map<String, String> options, String place) {
        return switch (name) {
            case "hmac" -> new HmacScheme(options, place);
            case "bearer" -> new BearerScheme(options, place);
            case "basic" -> new BasicScheme(options);
            case "queue" -> new QueueScheme();
            default ->
                ALL.stream()
                        .filter(scheme -> scheme.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no scheme: " + name));
        };
    }
}

package dev.crossdock.webhook;

import java.util.Optional;

/** BigCommerce: as Standard Webhooks, but the key is the app's client secret as it is written. Source: bigcommerce/docs. */
final class BigcommerceScheme extends StandardWebhooksScheme {
    BigcommerceScheme() {
        super("bigcommerce", "webhook-");
    }

    @Override
    Optional<byte[]> key(String secret) {
        return Coded.key(secret, "text");
    }

    @Override
    String form() {
        return "the app's client secret";
    }
}

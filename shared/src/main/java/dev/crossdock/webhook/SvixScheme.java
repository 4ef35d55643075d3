package dev.crossdock.webhook;

/** Svix: as Standard Webhooks, which it gave rise to, with names of its own. */
final class SvixScheme extends StandardWebhooksScheme {
    SvixScheme() {
        super("svix", "svix-");
    }
}

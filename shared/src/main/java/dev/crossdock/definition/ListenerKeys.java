package dev.crossdock.definition;

import static dev.crossdock.definition.Key.key;
import static dev.crossdock.definition.Shape.either;
import static dev.crossdock.definition.Shape.items;
import static dev.crossdock.definition.Shape.some;
import static dev.crossdock.definition.Shape.value;
import static dev.crossdock.definition.Shape.words;

import dev.crossdock.definition.Shape.Free;
import dev.crossdock.definition.Shape.Keys;
import dev.crossdock.definition.Shape.Name;
import dev.crossdock.definition.Shape.Whole;

/** The keys of a listener. */
final class ListenerKeys {
    private ListenerKeys() {}

    private static final Keys VERIFY = Keys.of(
            "verify",
            key(
                            "scheme",
                            words(
                                    "standard-webhooks",
                                    "svix",
                                    "stripe",
                                    "github",
                                    "shopify",
                                    "bigcommerce",
                                    "adyen",
                                    "slack",
                                    "meta",
                                    "hmac",
                                    "bearer",
                                    "basic",
                                    "none"),
                            "How a delivery proves its sender. `none` believes everybody who knows the address.")
                    .must(),
            key("secret", value(Type.SECRET), "What the sender signs with, or shows."),
            key("secrets", some(value(Type.SECRET)), "Several that are all accepted, while one is being replaced."),
            key("user", value(Type.TEXT), "With `basic`: the user; the password is the secret."),
            key(
                            "header",
                            value(Type.TEXT),
                            "With `hmac` and `bearer`: the header that holds the signature or the secret.")
                    .or("`X-Signature`; with `bearer` `Authorization`"),
            key("prefix", value(Type.TEXT), "With `hmac` and `bearer`: what stands before it in the header.")
                    .or("nothing; in `Authorization` `Bearer` and a blank"),
            key("algorithm", words("sha256", "sha512", "sha1"), "With `hmac`: the hash.")
                    .or("`sha256`"),
            key("encoding", words("hex", "base64"), "With `hmac`: how the signature is written.")
                    .or("`hex`"),
            key("key", words("text", "hex", "base64"), "With `hmac`: how the secret becomes a key.")
                    .or("`text`"),
            key(
                            "signed",
                            value(Type.TEMPLATE),
                            "With `hmac`: the text that is signed, with JSONata in braces over `$raw` and `$headers`: `{$headers.\"x-time\"}.{$raw}`.")
                    .or("the body's bytes"),
            key(
                    "timestamp",
                    value(Type.TEXT),
                    "With `hmac`: the header with the second at which it was signed, which must be within 5 minutes; name it in `signed` too, or it proves nothing."),
            key(
                    "token",
                    value(Type.EXPRESSION),
                    "With `bearer`: JSONata over the body for the secret that it shows; each of several must be one of the secrets. Microsoft Graph: `value.clientState`."));

    private static final Keys RESPOND = Keys.of(
            "respond",
            key("status", either(new Whole(200, 599), value(Type.EXPRESSION)), "The status, or JSONata for it.")
                    .or("`200`"),
            key("headers", new Free(value(Type.TEMPLATE)), "Headers: texts with JSONata in braces."),
            key(
                            "body",
                            value(Type.EXPRESSION),
                            "JSONata for the body; sees `$output` too. A text goes as it is, all else as JSON.")
                    .or("none"),
            key(
                            "within",
                            value(Type.DURATION),
                            "How long the template may take, 25 s at most. After it the sender is answered with 504, and the execution goes on by itself.")
                    .or("`10s`"));

    private static final Shape HANDSHAKE = either(
            words("slack", "graph", "cloudevents", "sns", "commercetools"),
            Keys.of(
                            "handshake",
                            key(
                                    "meta",
                                    Keys.of(
                                            "meta",
                                            key("token", value(Type.SECRET), "The verify token that Meta shows.")
                                                    .must()),
                                    "Meta's subscription."))
                    .exactlyOne("meta"));

    static final Keys LISTENER = Keys.of(
                    "a listener",
                    key("description", value(Type.TEXT), "What it is for, shown to people."),
                    key("verify", VERIFY, "How a delivery proves its sender."),
                    key(
                            "queue",
                            Keys.of(
                                    "queue",
                                    key("arn", value(Type.QUEUE), "The queue's ARN.")
                                            .must()),
                            "An SQS queue instead of a URL, as commercetools' subscriptions have: each message is a delivery. Who may send to it has proved himself. Deployed, it is looked at each minute; on this machine's host, where the queue is made, each second."),
                    key(
                                    "accept",
                                    value(Type.EXPRESSION),
                                    "JSONata that is true for deliveries that count; the others are acknowledged and dropped, and counted. Sees `$body`, `$raw`, `$headers` (lower-case names), `$query`, `$method`, `$delivery`.")
                            .or("all count"),
                    key(
                            "run",
                            Keys.of(
                                    "run",
                                    key("template", new Name("template"), "The template.")
                                            .must()),
                            "What a delivery runs. Without it, deliveries are kept and answered."),
                    key("methods", items(words("GET", "POST", "PUT", "PATCH", "DELETE")), "The methods that are taken.")
                            .or("`[POST]`"),
                    key("input", value(Type.EXPRESSION), "JSONata for what the template gets; sees what `accept` sees.")
                            .or("the parsed body"),
                    key(
                                    "respond",
                                    either(words("ack"), RESPOND),
                                    "`ack`: 2xx once the delivery is stored. Or an answer from the template's output, for which the sender waits.")
                            .or("`ack`"),
                    key(
                                    "id",
                                    value(Type.EXPRESSION),
                                    "JSONata for what tells a delivery from all others: the same again is the same delivery, and has no second effect.")
                            .or(
                                    "what the scheme says: the provider's id, else the body; with `bearer`, `basic` and `none` each arrival is a delivery"),
                    key(
                                    "order",
                                    value(Type.EXPRESSION),
                                    "JSONata: deliveries with the same value are worked on one after the other, as they came.")
                            .or("all beside one another"),
                    key(
                                    "token",
                                    value(Type.SECRET),
                                    "A secret that stands behind the listener's name in its URL, so that nobody guesses it: `/listeners/shop-orders/<token>`.")
                            .or("none"),
                    key(
                                    "handshake",
                                    HANDSHAKE,
                                    "How the sender asks whether the address is meant: `graph` (validationToken), `cloudevents` (OPTIONS), `sns` (confirmation, fetched from AWS only), `commercetools` (test message), `slack`, or `meta` with its token.")
                            .or("`slack` for the scheme `slack`; else none"),
                    key(
                            "limits",
                            Keys.of(
                                    "limits",
                                    key(
                                                    "rate",
                                                    value(Type.RATE),
                                                    "Most deliveries per time; what is too many is answered with 429 and `Retry-After`.")
                                            .or("no limit")),
                            "What senders may take."),
                    key("disabled", value(Type.FLAG), "`true`: takes nothing, as if it were not there.")
                            .or("`false`"),
                    key(
                            "sequence",
                            Keys.of(
                                    "sequence",
                                    key(
                                                    "by",
                                                    value(Type.EXPRESSION),
                                                    "JSONata for a whole number: `$body.sequenceNumber`.")
                                            .must(),
                                    key(
                                                    "wait",
                                                    value(Type.DURATION),
                                                    "How long a delivery waits for one that may be late, 15m at most.")
                                            .or("`5s`")),
                            "With `order`: of the deliveries with the same value the one with the lowest number goes first, in whatever order they came."))
            .exactlyOne("verify", "queue");
}

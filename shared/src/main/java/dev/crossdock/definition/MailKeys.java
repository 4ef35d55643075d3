package dev.crossdock.definition;

import static dev.crossdock.definition.Key.key;
import static dev.crossdock.definition.Shape.value;

import dev.crossdock.definition.Shape.Keys;

/** The keys of the mail server. */
final class MailKeys {
    static final Keys SERVER = Keys.of(
            "mail",
            key(
                            "smtp",
                            value(Type.MAIL_SERVER),
                            "Its address: `smtps://host:465`, or `smtp://host:587`, where TLS begins after the greeting.")
                    .must(),
            key("user", value(Type.TEXT), "The user.").or("nobody has to say who calls"),
            key("password", value(Type.SECRET), "The user's password."),
            key("from", value(Type.TEXT), "The sender: `name@host` or `Name <name@host>`.")
                    .must());

    private MailKeys() {}
}

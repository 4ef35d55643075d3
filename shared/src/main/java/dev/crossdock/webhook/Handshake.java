package dev.crossdock.webhook;

import java.util.Optional;

/** How one provider asks whether an address is meant for it, and what it wants to hear. Stateless and thread-safe. */
interface Handshake {
    String kind();

    /** Whether it is answered only to a sender that has proved who it is; else before anybody can. */
    boolean proved();

    /** @return empty = the request is something else; what it answers is text and short, never anything that a browser would run */
    Optional<Reply> answer(Question question);
}

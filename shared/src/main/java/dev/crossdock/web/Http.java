package dev.crossdock.web;

import dev.crossdock.flow.Refused;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One exchange with a webservice: no retries, no redirects, no secrets of its own. Thread-safe. */
public interface Http {
    /**
     * @param timeout for the whole exchange, the answer's body included
     * @throws NotSent when the other side has certainly seen nothing of the call: it may be made again in every mode
     * @throws Lost when it may have seen all of it, and acted
     * @throws Refused when the call may not leave the house (see {@link Egress}), or cannot be made at all
     */
    Answer send(Call call, Duration timeout) throws NotSent, Lost;

    /**
     * @param uri complete and percent-encoded; may hold a secret in its query, so it is never shown
     * @param headers may hold secrets, so they are never shown
     * @param body the bytes that are sent; empty = none
     * @param maxAnswerBytes what is read of the answer's body at most
     * @param fresh on a connection of its own. A kept one that the other side has just closed looks like a lost call; who may
     *     not repeat a call pays the new connection instead.
     */
    record Call(String method, URI uri, Map<String, String> headers, byte[] body, long maxAnswerBytes, boolean fresh) {
        public Call {
            Objects.requireNonNull(method);
            Objects.requireNonNull(uri);
            headers = Map.copyOf(headers);
            Objects.requireNonNull(body);
        }

        @Override
        public String toString() {
            return method + " " + uri.getHost();
        }
    }

    /**
     * @param headers by lower-case name
     * @param body as far as it was read
     * @param cut the body was longer than the call allowed
     */
    record Answer(int status, Map<String, List<String>> headers, byte[] body, boolean cut) {
        /** The first value. */
        public Optional<String> header(String name) {
            var values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            return values.stream().findFirst();
        }
    }

    /** No connection, no name, no TLS: nothing was sent. */
    final class NotSent extends Exception {
        private static final long serialVersionUID = 1;

        public NotSent(String why) {
            super(why, null, false, false);
        }
    }

    /** The connection broke, or time was up, when bytes had been sent. */
    final class Lost extends Exception {
        private static final long serialVersionUID = 1;

        public Lost(String why) {
            super(why, null, false, false);
        }
    }
}

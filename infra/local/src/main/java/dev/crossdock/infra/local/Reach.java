package dev.crossdock.infra.local;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Who reaches the host, and so whether he must say who he is.
 *
 * @param token that of {@code CROSSDOCK_TOKEN}
 * @param issuer of {@code CROSSDOCK_JWT_ISSUER}
 */
record Reach(String bind, Optional<String> token, Optional<String> issuer) {
    private static final int SHORTEST = 16;

    /** @throws Refused {@code host.bind}, {@code host.token-short} */
    static Reach of(Settings settings) {
        var reach = new Reach(settings.bind(), set("CROSSDOCK_TOKEN"), set("CROSSDOCK_JWT_ISSUER"));
        reach.check();
        return reach;
    }

    private static Optional<String> set(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    /** Only this machine reaches it, and nobody has named a token. */
    boolean openToAll() {
        return loopback() && token.isEmpty() && issuer.isEmpty();
    }

    void check() {
        if (!loopback() && token.isEmpty() && issuer.isEmpty()) {
            throw new Refused(Problem.of(
                    "host.bind",
                    "on " + bind + " others than this machine reach the host, and it would ask nobody for a token.",
                    "Set CROSSDOCK_TOKEN to a long random text (openssl rand -hex 32), or leave --bind away."));
        }
        if (!loopback() && token.map(said -> said.length() < SHORTEST).orElse(false)) {
            throw new Refused(Problem.of(
                    "host.token-short",
                    "CROSSDOCK_TOKEN has fewer than " + SHORTEST
                            + " characters, and others than this machine reach the host.",
                    "Set it to a long random text (openssl rand -hex 32)."));
        }
    }

    private boolean loopback() {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new Refused(Problem.of(
                    "host.bind", "\"" + bind + "\" is no address of this machine.", "For example 127.0.0.1."));
        }
    }
}

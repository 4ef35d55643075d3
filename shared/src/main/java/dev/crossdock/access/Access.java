package dev.crossdock.access;

import dev.crossdock.flow.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says who asks. Deny by default: without a word from the host that it listens to this machine alone, everybody needs a token.
 * Thread-safe.
 */
public final class Access {
    /** How long a token is believed without asking the ledger again; so long may a revoked one still open. */
    public static final Duration BELIEVED = Duration.ofSeconds(30);

    private static final int MOST_BELIEVED = 1_000;
    private static final Caller ANYBODY = new Caller("this-machine", Set.of(Role.ADMIN));
    private static final Caller FIRST = new Caller("first", Set.of(Role.ADMIN));

    private final boolean open;
    private final Optional<String> first;
    private final Tokens tokens;
    private final Issuer issuer;
    private final Clock clock;
    private final Map<String, Believed> believed = new ConcurrentHashMap<>();

    private record Believed(Caller caller, Instant at) {}

    /** Who else may have given a token out: reads one, and answers whose it is once it has checked it. Thread-safe. */
    @FunctionalInterface
    public interface Issuer {
        Issuer NONE = token -> Optional.empty();

        /** @throws Denied saying why, when the token is one of its kind and does not hold */
        Optional<Caller> caller(String token);
    }

    /**
     * @param open whether this is a host that only this machine reaches, and nobody gave it a token
     * @param first SHA-256 in hexadecimal of the first administrator's token
     */
    public Access(boolean open, Optional<String> first, Tokens tokens, Issuer issuer, Clock clock) {
        this.open = open;
        this.first = first;
        this.tokens = tokens;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** As {@code first} takes it. */
    public static String hash(String token) {
        return Bearer.hash(token);
    }

    /** A token for a deployment's first administrator. */
    public static String firstToken() {
        return Bearer.make("first");
    }

    public boolean open() {
        return open;
    }

    /**
     * @param authorization the header's value
     * @throws Denied 401
     */
    public Caller caller(Optional<String> authorization) {
        if (open) return ANYBODY;
        var said = authorization.map(String::strip).orElse("");
        if (said.isEmpty()) {
            throw unknown("access.token-missing", "this needs a token.");
        }
        if (!said.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw unknown("access.token", "the header Authorization holds no bearer token.");
        }
        var token = said.substring(7).strip();
        var hash = Bearer.hash(token);
        if (first.isPresent() && Bearer.same(first.get(), hash)) return FIRST;
        return known(hash)
                .or(() -> tokens.find(token).map(found -> believe(hash, found)))
                .or(() -> issuer.caller(token))
                .orElseThrow(() -> unknown("access.token", "the token is unknown here, revoked or past its time."));
    }

    private Optional<Caller> known(String hash) {
        var known = believed.get(hash);
        if (known == null) return Optional.empty();
        var age = Duration.between(known.at(), clock.instant());
        // Negative: the clock was set back, or a snapshot restored.
        if (!age.isNegative() && age.compareTo(BELIEVED) < 0) return Optional.of(known.caller());
        believed.remove(hash);
        return Optional.empty();
    }

    private Caller believe(String hash, Token token) {
        if (believed.size() >= MOST_BELIEVED) believed.clear();
        var caller = new Caller(token.name(), Set.of(token.role()));
        believed.put(hash, new Believed(caller, clock.instant()));
        return caller;
    }

    /** What is said of every token that does not hold; why, only where it tells nobody more than he knows. */
    public static Denied unknown(String code, String why) {
        return new Denied(
                401,
                Problem.of(
                        code,
                        why,
                        "Send the header Authorization: Bearer TOKEN (the command takes it from CROSSDOCK_TOKEN or --token);"
                                + " an admin creates one: crossdock token create NAME --role reader"));
    }

    /**
     * @param route as {@link Routes} has it: {@code GET /runs/{id}}
     * @throws Denied 403
     */
    public static void check(Caller caller, String route) {
        var allowed = Routes.allowed(route);
        if (caller.roles().stream().anyMatch(allowed::contains)) return;
        var roles = allowed.stream().sorted().map(Role::word).toList();
        if (roles.isEmpty()) {
            throw new Denied(
                    403,
                    Problem.of(
                            "access.route",
                            route + " stands in no role's list.",
                            "This is a fault of Crossdock's own; please report it."));
        }
        var has = caller.roles().stream().sorted().map(Role::word).toList();
        throw new Denied(
                403,
                Problem.of(
                        "access.role",
                        route + " is for " + String.join(", ", roles) + ", and the token's role is "
                                + (has.isEmpty() ? "none of them" : String.join(", ", has)) + ".",
                        "Use another token, or have one created: crossdock token create NAME --role " + roles.get(0)));
    }

    /** @throws Denied 403, for a request that a page of another site may have sent to a host that asks nobody who he is */
    public static Denied foreign(String why) {
        return new Denied(
                403,
                Problem.of(
                        "access.foreign",
                        why,
                        "Ask it as http://127.0.0.1 or localhost, or start the host with CROSSDOCK_TOKEN set."));
    }
}

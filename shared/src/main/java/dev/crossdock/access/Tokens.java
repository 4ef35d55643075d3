package dev.crossdock.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tokens that were created here, by their names; of each only a hash is kept, so that who reads the ledger can call nobody.
 * Thread-safe.
 */
public final class Tokens {
    public static final Duration LONGEST = Duration.ofDays(3_650);
    private static final int MOST = 1_000;
    private static final String PARTITION = "tokens";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ledger ledger;
    private final Clock clock;

    public Tokens(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @param secret what its bearer sends, told this one time */
    public record Created(Token token, String secret) {
        @Override
        public String toString() {
            return token + " ***";
        }
    }

    /**
     * @param life empty = until it is revoked; else more than nothing and at most {@link #LONGEST}
     * @throws Refused {@code token.name}, {@code token.life}, {@code token.exists}
     */
    public Created create(String name, Role role, Optional<Duration> life, Caller by) {
        if (name.length() > 60 || !NAME.matcher(name).matches()) {
            throw new Refused(Problem.of(
                            "token.name",
                            "\"" + name + "\" is no name of a token.",
                            "Up to 60 small letters and digits, with single hyphens: erp-import.")
                    .in("/name"));
        }
        life.ifPresent(Tokens::check);
        var now = Instant.ofEpochMilli(clock.millis());
        var token = new Token(name, role, by.name(), now, life.map(now::plus));
        var secret = Bearer.make(name);
        var body = JSON.createObjectNode()
                .put("hash", Bearer.hash(secret))
                .put("role", role.word())
                .put("by", by.name())
                .put("at", now.toEpochMilli());
        token.expiresAt().ifPresent(end -> body.put("until", end.toEpochMilli()));
        var end = token.expiresAt().orElse(null);
        if (ledger.write(PARTITION, name, Ledger.ABSENT, body.toString(), end).isEmpty()) {
            throw new Refused(Problem.of(
                            "token.exists",
                            "there is a token \"" + name + "\".",
                            "Take another name, or revoke it first: crossdock token revoke " + name)
                    .in("/name"));
        }
        return new Created(token, secret);
    }

    private static void check(Duration life) {
        if (!life.isNegative() && !life.isZero() && life.compareTo(LONGEST) <= 0) return;
        throw new Refused(
                Problem.of("token.life", "a token cannot live for " + life + ".", "For at most 3650d, for example 90d.")
                        .in("/for"));
    }

    /** By name. */
    public List<Token> list() {
        return ledger.list(PARTITION, "", "", MOST).stream().map(Tokens::read).toList();
    }

    /** @return false when there was none */
    public boolean revoke(String name) {
        if (ledger.read(PARTITION, name).isEmpty()) return false;
        return ledger.delete(PARTITION, name, Ledger.ANY);
    }

    /** @param secret as a bearer sent it; empty comes back for everything that does not hold now */
    Optional<Token> find(String secret) {
        return Bearer.name(secret)
                .flatMap(name -> ledger.read(PARTITION, name))
                .filter(entry -> Bearer.same(parsed(entry.body()).path("hash").asText(), Bearer.hash(secret)))
                .map(Tokens::read)
                .filter(token ->
                        token.expiresAt().map(clock.instant()::isBefore).orElse(true));
    }

    private static Token read(Ledger.Entry entry) {
        var body = parsed(entry.body());
        return new Token(
                entry.sort(),
                Role.parse(body.path("role").asText()),
                body.path("by").asText(),
                Instant.ofEpochMilli(body.path("at").asLong()),
                body.has("until")
                        ? Optional.of(Instant.ofEpochMilli(body.path("until").asLong()))
                        : Optional.empty());
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry of a token is no JSON", e);
        }
    }
}

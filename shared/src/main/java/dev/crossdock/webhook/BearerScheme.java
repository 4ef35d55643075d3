package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A secret that the sender shows: in {@code Authorization}, in another header, or somewhere in the body. */
final class BearerScheme implements SignatureScheme {
    private static final String USUAL = "authorization";

    private final String header;
    private final String prefix;
    private final Optional<Expression> token;

    /** @param options {@code header}, {@code prefix}, {@code token} */
    BearerScheme(Map<String, String> options, String place) {
        this.header = options.getOrDefault("header", USUAL).toLowerCase(Locale.ROOT);
        this.prefix = options.getOrDefault("prefix", header.equals(USUAL) ? "Bearer " : "");
        this.token = Optional.ofNullable(options.get("token")).map(text -> Expression.compile(text, place));
    }

    @Override
    public String name() {
        return "bearer";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(String::isBlank)) {
            return Optional.of(Proof.unusable("a token"));
        }
        if (token.isPresent()) return inBody(headers, body, secrets);
        var given = Proof.header(headers, header);
        if (given.isEmpty()) return Optional.of(Proof.missing(header));
        boolean fits = false;
        for (var secret : secrets) fits |= Coded.same(prefix + secret, given.get());
        return fits ? Optional.empty() : Optional.of(other(secrets, header));
    }

    /** One text, or a list of texts of which each must be a secret: Microsoft Graph's {@code value.clientState}. */
    private Optional<Problem> inBody(Map<String, List<String>> headers, byte[] body, List<String> secrets) {
        try {
            var tree = Body.tree(body, Proof.header(headers, "content-type").orElse(""));
            var shown = token.orElseThrow().evaluate(tree, Map.of("headers", Arrival.plain(headers), "body", tree));
            var texts = shown.map(value -> value instanceof List<?> list ? list : List.of(value))
                    .orElse(List.of());
            boolean all = !texts.isEmpty();
            for (var text : texts) {
                boolean fits = false;
                for (var secret : secrets) fits |= Coded.same(secret, String.valueOf(text));
                all &= fits;
            }
            return all ? Optional.empty() : Optional.of(other(secrets, "token"));
        } catch (Refused e) {
            return Optional.of(e.problem());
        }
    }

    private static Problem other(List<String> secrets, String where) {
        return Problem.of(
                "delivery.token",
                "what stands in " + where + " is none of " + secrets.size() + " secrets.",
                "Check the secret here and at the sender.");
    }

    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return EventId.of(headers);
    }

    @Override
    public Set<String> secretHeaders() {
        return Set.of(header);
    }
}

package dev.crossdock.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;

/** Reads the claims of a token that an issuer gave out and somebody has checked. */
public final class IssuedClaims {
    private IssuedClaims() {}

    /** The claim that names roles: of the property {@code crossdock.jwt.role-claim}, else {@code CROSSDOCK_JWT_ROLE_CLAIM}. */
    public static String claim() {
        var property = System.getProperty("crossdock.jwt.role-claim");
        var variable = System.getenv("CROSSDOCK_JWT_ROLE_CLAIM");
        return Optional.ofNullable(property)
                .or(() -> Optional.ofNullable(variable))
                .filter(name -> !name.isBlank())
                .orElse("roles");
    }

    /**
     * @param said a list, or a text as a scope has it ({@code "reader operator"}) or as API Gateway writes a list ({@code "[reader
     *     operator]"}); words that are no roles are passed over
     * @return with no role when none is named: known, and allowed nothing
     */
    public static Caller caller(String subject, Object said) {
        var words = said instanceof Collection<?> list
                ? list.stream().map(String::valueOf).toList()
                : Arrays.asList(String.valueOf(said)
                        .replaceAll("[\\[\\],]", " ")
                        .strip()
                        .split("\\s+"));
        var roles = EnumSet.noneOf(Role.class);
        words.forEach(word -> Role.of(word).ifPresent(roles::add));
        return new Caller(subject == null ? "?" : subject, roles);
    }
}

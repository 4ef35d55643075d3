package dev.crossdock.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Refused;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.SteppedClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {
    private static final Caller BOSS = new Caller("boss", Set.of(Role.ADMIN));

    private final SteppedClock clock = new SteppedClock(java.time.Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger(clock);
    private final Tokens tokens = new Tokens(ledger, clock);

    private Access access(boolean open, String first) {
        return new Access(open, Optional.ofNullable(first).map(Access::hash), tokens, Access.Issuer.NONE, clock);
    }

    @Test
    void nobodyMayWithoutAToken() {
        var access = access(false, null);
        assertThat(denied(access, null)).isEqualTo("401 access.token-missing");
        assertThat(denied(access, "")).isEqualTo("401 access.token-missing");
        for (var said :
                new String[] {"Basic dTpw", "Bearer", "Bearer x", "crossdock_a_b", "Bearer " + Access.firstToken()})
            assertThat(denied(access, said)).as(said).isEqualTo("401 access.token");
    }

    @Test
    void aTokenOpensUntilItIsRevokedAndNoLongerThanItIsBelieved() {
        var created = tokens.create("erp", Role.INGEST, Optional.empty(), BOSS);
        var access = access(false, null);
        var said = Optional.of("Bearer " + created.secret());
        assertThat(access.caller(said)).isEqualTo(new Caller("erp", Set.of(Role.INGEST)));

        assertThat(tokens.revoke("erp")).isTrue();
        clock.step(Access.BELIEVED);
        assertThat(denied(access, said.get())).isEqualTo("401 access.token");
        assertThat(tokens.revoke("erp")).isFalse();
    }

    @Test
    void aTokenHoldsAsLongAsItWasMadeFor() {
        var created = tokens.create("erp", Role.READER, Optional.of(Duration.ofDays(90)), BOSS);
        var access = access(false, null);
        clock.step(Duration.ofDays(90).minusSeconds(1));
        assertThat(access.caller(Optional.of("bearer  " + created.secret())).name())
                .isEqualTo("erp");
        clock.step(Duration.ofSeconds(31));
        assertThat(denied(access, "Bearer " + created.secret())).isEqualTo("401 access.token");
    }

    @Test
    void theLedgerHoldsNothingThatOpens() {
        var created = tokens.create("erp", Role.READER, Optional.empty(), BOSS);
        var kept = ledger.read("tokens", "erp").orElseThrow().toString();
        assertThat(kept)
                .doesNotContain(created.secret())
                .doesNotContain(created.secret().substring(14));
        assertThat(created.toString()).doesNotContain(created.secret());
        assertThat(denied(access(false, null), "Bearer " + kept)).isEqualTo("401 access.token");
    }

    @Test
    void aNameIsGivenOnceAndCannotCarryAnything() {
        tokens.create("erp", Role.READER, Optional.empty(), BOSS);
        assertThatThrownBy(() -> tokens.create("erp", Role.ADMIN, Optional.empty(), BOSS))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("token.exists");
        for (var name : new String[] {"", "A", "a_b", "a/b", "-a", "a".repeat(61), "a\nb"}) {
            assertThatThrownBy(() -> tokens.create(name, Role.READER, Optional.empty(), BOSS))
                    .as(name)
                    .hasMessageContaining("token.name");
        }
        assertThatThrownBy(() -> tokens.create("b", Role.READER, Optional.of(Duration.ZERO), BOSS))
                .hasMessageContaining("token.life");
    }

    @Test
    void theFirstTokenIsAnAdministrators() {
        assertThat(access(false, "s3cret-of-the-host")
                        .caller(Optional.of("Bearer s3cret-of-the-host"))
                        .roles())
                .containsExactly(Role.ADMIN);
        assertThat(denied(access(false, "s3cret-of-the-host"), "Bearer s3cret-of-the-hosT"))
                .isEqualTo("401 access.token");
    }

    @Test
    void aRouteOutsideTheTableIsNobodysNotEvenAnAdministrators() {
        assertThatThrownBy(() -> Access.check(BOSS, "GET /everything"))
                .isInstanceOfSatisfying(
                        Denied.class, e -> assertThat(e.status()).isEqualTo(403))
                .hasMessageContaining("access.route");
        Access.check(BOSS, "POST /tokens");
        assertThatThrownBy(() -> Access.check(new Caller("x", Set.of()), "GET /runs"))
                .hasMessageContaining("access.role");
    }

    @Test
    void aPathOfJaxRsIsThatOfOpenApi() {
        assertThat(Routes.route("GET", "/executions/{id:.+}")).isEqualTo("GET /executions/{id}");
        assertThat(Routes.route("GET", "/buckets/{bucket}/files/{name: .+}"))
                .isEqualTo("GET /buckets/{bucket}/files/{name}");
        assertThat(Routes.route("PUT", "/listeners/{listener: [^/]{1,9}}{token: (/[^/]*)?}"))
                .isEqualTo("PUT /listeners/{listener}{token}");
    }

    @Test
    void rolesStandInAClaimAsIssuersAndTheGatewayWriteThem() {
        assertThat(IssuedClaims.caller("u", "[reader operator]").roles())
                .containsExactlyInAnyOrder(Role.READER, Role.OPERATOR);
        assertThat(IssuedClaims.caller("u", java.util.List.of("admin", "other")).roles())
                .containsExactly(Role.ADMIN);
        assertThat(IssuedClaims.caller("u", "openid ingest").roles()).containsExactly(Role.INGEST);
        assertThat(IssuedClaims.caller("u", null).roles()).isEmpty();
    }

    private static String denied(Access access, String said) {
        try {
            return access.caller(Optional.ofNullable(said)).toString();
        } catch (Denied e) {
            return e.status() + " " + e.problem().code();
        }
    }
}

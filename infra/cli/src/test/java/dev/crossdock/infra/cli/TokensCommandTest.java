package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.access.Access;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensCommandTest {
    private final FakeHost host = new FakeHost();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        host.close();
    }

    private int crossdock(String... words) {
        return Crossdock.run(
                new Context(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Set.of(),
                        Map.of("CROSSDOCK_HOST", host.url(), "CROSSDOCK_TOKEN", "of-the-environment"),
                        folder,
                        folder),
                words);
    }

    @Test
    void aNewTokenIsTheOnlyLineOfTheResult() {
        host.says("POST /tokens", 201, """
                {"name":"erp","role":"ingest","createdAt":"2026-03-01T10:00:00Z","createdBy":"first","expiresAt":"2026-05-30T10:00:00Z","token":"crossdock_erp_x"}""");
        assertThat(crossdock("token", "create", "erp", "--role", "ingest", "--for", "90d"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("crossdock_erp_x");
        assertThat(host.asked.get(0).body()).isEqualTo("{\"name\":\"erp\",\"role\":\"ingest\",\"for\":\"90d\"}");
        assertThat(host.asked.get(0).headers().getFirst("Authorization")).isEqualTo("Bearer of-the-environment");
    }

    @Test
    void tokensAreListedAndRevoked() {
        host.says("GET /tokens", 200, """
                {"items":[{"name":"erp","role":"ingest","createdAt":"2026-03-01T10:00:00Z","createdBy":"first","expiresAt":null}],"next":null}""");
        host.says("DELETE /tokens/erp", 204, "");
        assertThat(crossdock("token", "list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("erp", "ingest", "first", "until revoked");
        assertThat(crossdock("token", "revoke", "erp", "--token", "another")).isZero();
        assertThat(host.asked.get(1).headers().getFirst("Authorization")).isEqualTo("Bearer another");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Revoked erp.");
    }

    @Test
    void theFirstTokenIsMadeUpWithItsHash() {
        assertThat(crossdock("token", "first")).isZero();
        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).startsWith("crossdock_first_").hasSize(16 + 43);
        assertThat(lines.get(1)).isEqualTo(Access.hash(lines.get(0)));
        assertThat(host.asked).isEmpty();
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(crossdock("token")).isEqualTo(2);
        assertThat(crossdock("token", "create", "erp")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage.token", "--role");
    }
}

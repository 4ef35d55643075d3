package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private final FakeHost host = new FakeHost();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        host.close();
    }

    private int doctor(String url, String... words) {
        var context = new Context(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Set.of(),
                Map.of("CROSSDOCK_HOST", url),
                folder,
                folder);
        var all = new String[words.length + 1];
        all[0] = "doctor";
        System.arraycopy(words, 0, all, 1, words.length);
        return Crossdock.run(context, all);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    @Test
    void whereAllIsWellEachThingIsSaidAndTheExitIsZero() throws IOException {
        host.says("GET /jobs?limit=1", 200, "{\"items\":[],\"next\":null}");
        host.says("GET /connections", 200, "{\"items\":[],\"next\":null}");
        host.says("HEAD /", 204, "");
        write("crossdock.yaml", "name: shop\nallow: [127.0.0.1]\n");
        write("connections/oms.yaml", "url: " + host.url() + "\n");
        assertThat(doctor(host.url())).as(said()).isZero();
        assertThat(said())
                .contains("✓  host", "✓  clock", "✓  java", "✓  disk", "✓  project", "✓  connection oms", "status 204")
                .doesNotContain("✗", "port 8080");
    }

    @Test
    void aWebserviceThatMayNotBeCalledOrThatNobodyAnswersForIsSaidWithWhatToDo() throws IOException {
        host.says("GET /jobs?limit=1", 200, "{\"items\":[],\"next\":null}");
        host.says("GET /connections", 200, """
                {"items":[{"connection":"crm","state":"open","since":"2026-03-01T10:00:00Z","next":"2026-03-01T10:00:30Z","reason":"500"}],"next":null}""");
        write("crossdock.yaml", "name: shop\n");
        write("connections/oms.yaml", "url: " + host.url() + "\n");
        write("secrets.yaml", "a: b\n");
        assertThat(doctor(host.url())).isEqualTo(1);
        assertThat(said())
                .containsPattern("✗ +connection oms +egress\\.[a-z]+: ")
                .containsPattern("✗ +connection crm +gives no good answer since 2026-03-01T10:00:00Z: 500");
    }

    @Test
    void aProjectWithProblemsSaysHowManyAndWhereTheyAreTold() throws IOException {
        write("crossdock.yaml", "name: shop\nnonsense: 1\n");
        assertThat(doctor("http://127.0.0.1:1", "--output", "json")).isEqualTo(1);
        assertThat(Json.read(said()))
                .anySatisfy(each -> {
                    assertThat(each.path("grade").asText()).isEqualTo("bad");
                    assertThat(each.path("what").asText()).isEqualTo("project");
                    assertThat(each.path("said").asText())
                            .startsWith("1 problem, the first: ")
                            .endsWith("crossdock lint");
                })
                .anySatisfy(each -> assertThat(each.path("said").asText())
                        .isEqualTo("nothing answers at http://127.0.0.1:1. Start it with: crossdock up"));
    }

    @Test
    void aPortThatAnotherProgramUsesIsSaidWithTheOptionThatSaysAnother() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var machine = new CheckedMachine(Map.of("--s3-port", taken.getLocalPort()));
            assertThat(machine.all(false, folder)).last().satisfies(port -> {
                assertThat(port.grade()).isEqualTo(Checked.Grade.BAD);
                assertThat(port.said()).contains("another program uses it", "crossdock up --s3-port N");
            });
            assertThat(machine.all(true, folder)).extracting(Checked::what).containsExactly("java", "disk");
        }
        assertThat(new CheckedMachine(Map.of("--port", 0)).all(false, folder))
                .last()
                .extracting(Checked::grade)
                .isEqualTo(Checked.Grade.GOOD);
    }

    @Test
    void aTokenThatDoesNotHoldIsTheHostsOwnMessage() {
        host.says("GET /jobs?limit=1", 401, """
                {"code":"access.token","title":"Unauthorized","detail":"the token is not known.","status":401}""");
        assertThat(doctor(host.url())).isEqualTo(1);
        assertThat(said()).containsPattern("✗ +host +access\\.token: the token is not known\\.");
    }
}

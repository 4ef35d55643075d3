package dev.crossdock.functions.pullfiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.run.Run;
import dev.crossdock.run.State;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 1.1, from a folder and from an SFTP server over the same folder. */
class PullFilesTest {
    @TempDir
    Path root;

    private Server server;
    private House house = new House();
    /** What happens at the source while the job waits to see whether files grow. */
    private Runnable meanwhile = () -> {};

    private String password = "open sesame";
    private String userKey = "";
    private int starts;

    @BeforeEach
    void start() throws IOException {
        server = new Server(root);
        Files.createDirectories(root.resolve("out"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void job(String kind, Map<String, Object> more) {
        var from = new LinkedHashMap<String, Object>(Map.of("connection", "erp", "files", "/out/products-*.csv"));
        from.putAll(more);
        house.define(
                        "connection",
                        "erp",
                        kind.equals("sftp") ? sftp(fingerprint(), "password") : Map.of("folder", root.toString()))
                .define("project", "house", Map.of("name", "house", "allow", List.of("127.0.0.1")))
                .define("job", "fetch", Map.of("from", from, "to", Map.of("bucket", "incoming")))
                .serve(this::function);
    }

    private Map<String, Object> sftp(String hostKey, String by) {
        return Map.of(
                "sftp",
                Map.of(
                        "host",
                        "127.0.0.1",
                        "port",
                        server.port(),
                        "user",
                        "shop",
                        by,
                        "${secret:erp}",
                        "hostKey",
                        hostKey));
    }

    private String fingerprint() {
        return SftpFolder.fingerprint(server.hostKey());
    }

    private PullFiles function(House in) {
        var pace = new Pace(in.clock, new Random(7), time -> {
            in.clock.step(time);
            meanwhile.run();
        });
        return new PullFiles(
                in.ledger, in.objects, name -> new Secret(userKey.isEmpty() ? password : userKey), in.runner(), pace);
    }

    private void file(String name, String content) {
        try {
            var file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-03-01T09:00:00Z")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Run run() {
        house.clock.step(Duration.ofSeconds(1));
        house.starter.startMatching("fetch", "start " + starts++, Map.of());
        house.untilQuiet();
        var all = house.all();
        return all.get(all.size() - 1);
    }

    private List<String> bucket() {
        return house.objects.list("incoming/", "", 100).items().stream()
                .map(stored -> stored.key())
                .toList();
    }

    private String text(String key) throws IOException {
        try (var in = house.objects.read(key, null, 0).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "sftp"})
    void eachFileIsTakenOnceAndAgainWhenItHasChanged(String kind) throws IOException {
        job(kind, Map.of());
        file("out/products-1.csv", "sku\nA\n");
        file("out/products-2.csv", "sku\nB\n");
        file("out/other.csv", "sku\nC\n");
        file("out/deeper/products-3.csv", "sku\nD\n");
        var first = run();
        assertThat(first.state()).as("%s", first.error()).isEqualTo(State.SUCCEEDED);
        assertThat(first.counts().written()).isEqualTo(2);
        assertThat(bucket()).containsExactly("incoming/products-1.csv", "incoming/products-2.csv");
        assertThat(text("incoming/products-2.csv")).isEqualTo("sku\nB\n");
        assertThat(run().counts().read()).isZero();
        file("out/products-2.csv", "sku\nB\nE\n");
        assertThat(run().counts().written()).isEqualTo(1);
        assertThat(text("incoming/products-2.csv")).isEqualTo("sku\nB\nE\n");
        assertThat(root.resolve("out/products-1.csv")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "sftp"})
    void whatWasTakenIsMovedOrDeletedAsTheJobSays(String kind) throws IOException {
        job(kind, Map.of("after", "move to /out/done"));
        Files.createDirectories(root.resolve("out/done"));
        file("out/products-1.csv", "sku\nA\n");
        file("out/done/products-1.csv", "the one before\n");
        assertThat(run().counts().written()).isEqualTo(1);
        assertThat(root.resolve("out/products-1.csv")).doesNotExist();
        assertThat(root.resolve("out/done/products-1.csv")).hasContent("sku\nA\n");
        job(kind, Map.of("after", "delete"));
        file("out/products-2.csv", "sku\nB\n");
        assertThat(run().counts().written()).isEqualTo(1);
        assertThat(root.resolve("out/products-2.csv")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "sftp"})
    void aFileThatIsStillWrittenIsLeftForTheNextRun(String kind) {
        job(kind, Map.of());
        file("out/products-1.csv", "sku\nA\n");
        file("out/products-2.csv", "sku\n");
        meanwhile = () -> file("out/products-2.csv", "sku\nB\n");
        assertThat(run().counts().written()).isEqualTo(1);
        assertThat(bucket()).containsExactly("incoming/products-1.csv");
        meanwhile = () -> {};
        assertThat(run().counts().written()).isEqualTo(1);
        assertThat(bucket()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "sftp"})
    void aMarkerSaysThatAFileIsComplete(String kind) {
        job(kind, Map.of("ready", ".done", "after", "delete"));
        file("out/products-1.csv", "sku\nA\n");
        file("out/products-2.csv", "sku\nB\n");
        file("out/products-2.csv.done", "");
        assertThat(run().counts().written()).isEqualTo(1);
        assertThat(bucket()).containsExactly("incoming/products-2.csv");
        assertThat(root.resolve("out/products-1.csv")).exists();
        assertThat(root.resolve("out/products-2.csv.done")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "sftp"})
    void aFolderThatIsNotThereIsSaidSo(String kind) {
        job(kind, Map.of("files", "/nowhere/*.csv"));
        var error = run().error().orElseThrow();
        assertThat(error.code()).isEqualTo("files.folder");
        assertThat(error.toString()).contains("/nowhere");
    }

    @Test
    void aNameThatNoBucketTakesIsRejectedAndTheOthersAreTaken() {
        job("folder", Map.of("files", "/out/*"));
        file("out/products-1.csv", "sku\nA\n");
        file("out/processed", "sku\nA\n");
        var run = run();
        assertThat(run.counts().written()).isEqualTo(1);
        assertThat(run.counts().rejected()).isEqualTo(1);
    }

    @Test
    void noPathLeadsOutOfTheFolder() {
        job("folder", Map.of("files", "/../*.csv"));
        assertThat(run().error().orElseThrow().code()).isEqualTo("files.outside");
    }

    @Test
    void anotherHostKeyIsRefusedBeforeAnythingIsSent() {
        job("sftp", Map.of());
        house.define("connection", "erp", sftp("SHA256:" + "A".repeat(43), "password"));
        file("out/products-1.csv", "sku\nA\n");
        var error = run().error().orElseThrow();
        assertThat(error.code()).isEqualTo("sftp.host-key");
        assertThat(error.toString()).contains(fingerprint()).doesNotContain(password);
    }

    @Test
    void aWrongPasswordIsSaidWithoutIt() {
        job("sftp", Map.of());
        password = "open barley";
        var error = run().error().orElseThrow();
        assertThat(error.code()).isEqualTo("sftp.login");
        assertThat(error.toString()).contains("\"shop\"").doesNotContain("barley");
    }

    @Test
    void aPrivateKeyLetsInToo() throws Exception {
        job("sftp", Map.of());
        house.define("connection", "erp", sftp(fingerprint(), "key"));
        userKey = openSsh(server.userKey);
        file("out/products-1.csv", "sku\nA\n");
        var run = run();
        assertThat(run.counts().written()).as("%s", run.error()).isEqualTo(1);
        userKey = "not a key";
        assertThat(run().error().orElseThrow().code()).isEqualTo("sftp.key");
    }

    @Test
    void aPrivateHostMustBeAllowed() {
        job("sftp", Map.of());
        house.define("project", "house", Map.of("name", "house"));
        assertThat(run().error().orElseThrow().code()).isEqualTo("egress.private");
    }

    @Test
    void killedAnywhereNoFileIsLostOrHalf() throws IOException {
        var seen = new long[1];
        for (long call = 0; call <= seen[0]; call++) {
            house = new House();
            starts = 0;
            job("folder", Map.of("after", "delete"));
            for (int i = 1; i <= 3; i++) file("out/products-" + i + ".csv", "sku\n" + i + "\n");
            house.starter.startMatching("fetch", "start", Map.of());
            if (call == 0) house.faults.watch((number, what, after) -> seen[0] = number);
            else house.killAt(call);
            house.untilQuiet();
            house.faults.watch((number, what, after) -> {});
            var run = house.run();
            assertThat(run.state()).as("killed at %d: %s", call, run.error()).isEqualTo(State.SUCCEEDED);
            assertThat(run.counts().written()).as("killed at %d", call).isEqualTo(3);
            assertThat(bucket()).as("killed at %d", call).hasSize(3);
            for (int i = 1; i <= 3; i++) {
                assertThat(text("incoming/products-" + i + ".csv")).isEqualTo("sku\n" + i + "\n");
            }
            assertThat(root.resolve("out")).as("killed at %d", call).isEmptyDirectory();
        }
        assertThat(seen[0]).isGreaterThan(20);
    }

    private static String openSsh(KeyPair key) throws Exception {
        var text = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "shop", null, text);
        return text.toString(StandardCharsets.US_ASCII);
    }
}

package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged host, from outside. */
class LocalHostIT {
    @TempDir
    Path temp;

    private final String lib = "cloud.lib=" + TestCloud.LIB;

    @BeforeEach
    void project() throws IOException {
        TestCloud.onlyEmbedded();
        Files.writeString(temp.resolve("crossdock.yaml"), "name: test\n");
    }

    @Test
    void itSaysReadyServesAloneAndEndsWithWhoStartedIt() throws Exception {
        try (var host = new HostProcess(temp, lib)) {
            assertThat(host.url(1)).startsWith("http://127.0.0.1:");
            assertThat(host.get("/health").statusCode()).isEqualTo(200);
            assertThat(host.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(host.get("/openapi").body()).contains("/collections");
            try (var second = new HostProcess(temp, lib)) {
                assertThat(second.exit()).isEqualTo(2);
                assertThat(second.errors()).hasLineCount(1).startsWith("host.data-locked: the data folder ");
            }
            var cloud = host.cloud();
            assertThat(host.end()).isZero();
            await().until(() -> !cloud.isAlive());
            assertThat(host.errors()).isEmpty();
        }
    }

    @Test
    void killedItTakesItsCloudWithItAndAKilledCloudIsStartedAgainWhereItWas() throws Exception {
        try (var host = new HostProcess(temp, lib)) {
            host.url(1);
            var cloud = host.cloud();
            host.kill();
            await().until(() -> !cloud.isAlive());
        }
        assertThat(temp.resolve(".crossdock/cloud")).isDirectory();
        try (var host = new HostProcess(temp, lib)) {
            var s3 = URI.create(host.url(2));
            var cloud = host.cloud();
            cloud.destroyForcibly();
            await().until(() -> !cloud.isAlive());
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                new Socket(s3.getHost(), s3.getPort()).close();
                return true;
            });
            assertThat(host.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPortInUseIsOneClearLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var host = new HostProcess(temp, lib, "port=" + taken.getLocalPort())) {
            assertThat(host.exit()).isEqualTo(2);
            assertThat(host.errors()).hasLineCount(1).startsWith("host.port-in-use: 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aCloudsPortInUseIsOneClearLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var host = new HostProcess(temp, lib, "cloud.s3-port=" + taken.getLocalPort())) {
            assertThat(host.exit()).isEqualTo(2);
            assertThat(host.errors())
                    .hasLineCount(1)
                    .startsWith("host.cloud-failed")
                    .contains("" + taken.getLocalPort());
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneClearLine() throws Exception {
        var file = Files.createFile(temp.resolve("file"));
        try (var host = new HostProcess(temp, lib, "data=" + file.resolve("data"))) {
            assertThat(host.exit()).isEqualTo(2);
            assertThat(host.errors()).hasLineCount(1).startsWith("host.data-unwritable");
        }
    }

    @Test
    void aMissingProjectIsOneClearLine() throws Exception {
        try (var host = new HostProcess(temp.resolve("nowhere"), lib)) {
            assertThat(host.exit()).isEqualTo(2);
            assertThat(host.errors()).hasLineCount(1).startsWith("host.project-missing");
        }
    }
}

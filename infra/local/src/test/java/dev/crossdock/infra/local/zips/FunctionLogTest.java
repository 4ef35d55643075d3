package dev.crossdock.infra.local.zips;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionLogTest {
    @TempDir
    private Path folder;

    @Test
    void aLargeOneIsPutAsideAndOneOfThemIsKept() throws IOException {
        var log = new FunctionLog(folder.resolve("listener.log"));
        for (var round : new String[] {"first", "second"}) {
            Files.writeString(log.open(), round + "\n" + "x".repeat((int) FunctionLog.LARGEST));
            assertThat(log.open()).doesNotExist();
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("listener.log.1");
        }
        assertThat(Files.readString(folder.resolve("listener.log.1"))).startsWith("second");
    }

    @Test
    void itsLastLinesAreReadWithoutTheRest() throws IOException {
        var log = new FunctionLog(folder.resolve("listener.log"));
        Files.writeString(log.open(), "x".repeat(1 << 20) + "\nlast but one\nlast\n");
        assertThat(log.last(2)).containsExactly("last but one", "last");
        Files.writeString(log.open(), "alone");
        assertThat(log.last(2)).containsExactly("alone");
    }
}

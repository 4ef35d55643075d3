package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temp;

    @Test
    void oneFolderHasOneHostAtATime() {
        var folder = Optional.of(temp.resolve("data"));
        try (var first = DataFolder.open(folder)) {
            assertThatThrownBy(() -> DataFolder.open(folder))
                    .isInstanceOf(Refused.class)
                    .hasMessageStartingWith("host.data-locked")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        DataFolder.open(folder).close();
    }

    @Test
    void aFolderThatCannotBeMadeIsRefused() throws IOException {
        var file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> DataFolder.open(Optional.of(file.resolve("data"))))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("host.data-unwritable")
                .hasMessageContaining(file.toString());
    }

    @Test
    void anEphemeralFolderIsGoneAtTheEnd() throws IOException {
        var data = DataFolder.open(Optional.empty());
        Files.writeString(Files.createDirectories(data.path().resolve("a/b")).resolve("c"), "x");
        data.close();
        assertThat(data.path()).doesNotExist();
    }
}

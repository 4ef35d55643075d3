package dev.crossdock.infra.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    @TempDir
    Path root;

    @Test
    void whatAFileSystemCannotKeepIsSaid() throws Exception {
        Files.createDirectories(root.resolve("incoming/folder"));
        Files.writeString(root.resolve("incoming/1"), "x");
        var files = new FileTree(root);
        assertThat(files.refuses("incoming/1/2")).hasValue("\"incoming/1\" is a file, and cannot be a folder too");
        assertThat(files.refuses("incoming/1/2/3")).isPresent();
        assertThat(files.refuses("incoming/folder"))
                .hasValue("\"incoming/folder\" is a folder, and cannot be a file too");
        assertThat(files.refuses("incoming/" + "ø".repeat(110))).isPresent();
        assertThat(files.refuses("incoming/a\0b")).hasValue("this machine takes no such name");
    }

    @Test
    void whatItCanKeepIsTaken() throws Exception {
        Files.createDirectories(root.resolve("incoming/folder"));
        Files.writeString(root.resolve("incoming/1"), "x");
        var files = new FileTree(root);
        for (var key :
                new String[] {"incoming/1", "incoming/new/2", "incoming/folder/", "x", "incoming/" + "ø".repeat(109)})
            assertThat(files.refuses(key)).as(key).isEmpty();
    }
}

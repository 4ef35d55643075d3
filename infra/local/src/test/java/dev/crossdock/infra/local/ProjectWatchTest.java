package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectWatchTest {
    @TempDir
    Path project;

    private final AtomicInteger changes = new AtomicInteger();

    @Test
    void aSavedANewAndADeletedFileAreSeenWithinTwoSeconds() throws IOException {
        var job = Files.writeString(
                Files.createDirectories(project.resolve("jobs")).resolve("a.yaml"), "one");
        try (var watch = new ProjectWatch(project, changes::incrementAndGet)) {
            watch.start();
            Files.writeString(job, "other");
            seen(1);
            Files.writeString(project.resolve("jobs/b.yaml"), "new");
            seen(2);
            Files.delete(job);
            seen(3);
        }
    }

    @Test
    void aFailureOnceIsNoFailureForEver() throws IOException {
        try (var watch = new ProjectWatch(project, () -> {
            if (changes.incrementAndGet() == 1) throw new IllegalStateException("half a file");
        })) {
            watch.start();
            Files.writeString(project.resolve("a.yaml"), "one");
            seen(1);
            Files.writeString(project.resolve("a.yaml"), "other");
            seen(2);
        }
    }

    @Test
    void theDataFolderIsNotWatched() throws IOException {
        var data = Files.createDirectories(project.resolve(".crossdock"));
        try (var watch = new ProjectWatch(project, changes::incrementAndGet)) {
            watch.start();
            Files.writeString(data.resolve("host.log"), "line");
            Files.writeString(project.resolve("a.yaml"), "one");
            seen(1);
            Files.writeString(data.resolve("host.log"), "longer line");
            Files.writeString(project.resolve("a.yaml"), "other");
            seen(2);
            assertThat(changes).hasValue(2);
        }
    }

    private void seen(int times) {
        await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> changes.get() == times);
    }
}

package dev.crossdock.infra.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that a project's files have changed. It looks, every {@link #EVERY}: operating systems' notifications differ, miss
 * network folders, and tell of one save several times.
 */
final class ProjectWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectWatch.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules");
    /** Definitions lie at most this deep; whoever runs the host in a folder full of other things pays little for it. */
    private static final int DEPTH = 6;

    private record Seen(long modifiedMs, long sizeBytes) {}

    private final Path project;
    private final Runnable changed;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** @param changed called in the watch's own thread, once for all changes since the last look */
    ProjectWatch(Path project, Runnable changed) {
        this.project = project;
        this.changed = changed;
    }

    void start() {
        var before = look();
        var thread = new Thread(() -> watch(before), "project-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(Map<Path, Seen> first) {
        var before = first;
        try {
            while (!stop.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                var now = look();
                if (now.equals(before)) continue;
                before = now;
                try {
                    changed.run();
                } catch (RuntimeException e) {
                    LOG.error("project.failed project={}", project, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<Path, Seen> look() {
        var seen = new TreeMap<Path, Seen>();
        try {
            Files.walkFileTree(project, Set.of(), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    var name = folder.getFileName() == null
                            ? ""
                            : folder.getFileName().toString();
                    boolean skip = !folder.equals(project) && (name.startsWith(".") || NOT_OURS.contains(name));
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    seen.put(file, new Seen(attributes.lastModifiedTime().toMillis(), attributes.size()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // gone between listing and looking, or not ours to read
                }
            });
        } catch (IOException e) {
            LOG.warn("project.unreadable project={} reason=\"{}\"", project, e.getMessage());
        }
        return seen;
    }

    @Override
    public void close() {
        stop.countDown();
    }
}

package dev.crossdock.infra.local;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;

/**
 * Where a host keeps everything; one host at a time. The lock is the operating system's: it is free as soon as its process is
 * gone, however it went.
 */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final boolean ephemeral;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, boolean ephemeral, FileChannel channel, FileLock lock) {
        this.path = path;
        this.ephemeral = ephemeral;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * @param wanted made when it is missing; empty = a temporary folder, deleted at the end
     * @throws Refused {@code host.data-unwritable}, {@code host.data-locked}
     */
    static DataFolder open(Optional<Path> wanted) {
        Path path = null;
        try {
            path = wanted.isPresent() ? Files.createDirectories(wanted.get()) : Files.createTempDirectory("crossdock-");
            var channel = FileChannel.open(
                    path.resolve("host.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            var lock = lock(channel);
            if (lock == null) throw locked(path, channel);
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new DataFolder(path, wanted.isEmpty(), channel, lock);
        } catch (IOException e) {
            throw new Refused(
                    Problem.of(
                            "host.data-unwritable",
                            "the data folder " + wanted.map(Path::toString).orElse("(temporary)")
                                    + " cannot be written (" + e.getClass().getSimpleName() + ").",
                            "Give another one with --data, or the right to write there."),
                    e);
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static Refused locked(Path path, FileChannel channel) throws IOException {
        var owner =
                new String(java.nio.channels.Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        channel.close();
        return new Refused(Problem.of(
                "host.data-locked",
                "the data folder " + path + " is used by another host"
                        + (owner.isBlank() ? "." : " (process " + owner + ")."),
                "End that one, or give another folder with --data."));
    }

    Path path() {
        return path;
    }

    boolean ephemeral() {
        return ephemeral;
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
            if (ephemeral) delete();
        } catch (IOException e) {
            // A temporary folder that cannot be deleted is the operating system's to clear.
        }
    }

    private void delete() throws IOException {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}

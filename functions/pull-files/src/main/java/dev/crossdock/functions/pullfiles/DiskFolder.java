package dev.crossdock.functions.pullfiles;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder of this machine; paths of a job begin at it, and lead nowhere else. */
final class DiskFolder implements RemoteFolder {
    private final Path root;

    /** @throws Refused {@code files.folder} when it is none */
    DiskFolder(Path root) {
        if (!Files.isDirectory(root)) {
            throw new Refused(Problem.of(
                    "files.folder",
                    "there is no folder " + root + " on this machine.",
                    "Make it, or correct \"folder\" in the connection."));
        }
        this.root = root.toAbsolutePath().normalize();
    }

    private Path at(String path) {
        var at = root.resolve(path.replaceAll("^/+", "")).normalize();
        if (!at.startsWith(root)) {
            throw new Refused(Problem.of(
                    "files.outside", "\"" + path + "\" leads out of the connection's folder.", "Name a folder in it."));
        }
        return at;
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var all = Files.list(at(folder))) {
            for (var file : (Iterable<Path>) all::iterator) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) continue;
                find(file).ifPresent(entries::add);
            }
        } catch (NoSuchFileException e) {
            throw missing(folder);
        }
        return entries;
    }

    @Override
    public Optional<Entry> find(String folder, String name) throws IOException {
        return find(at(RemoteFolder.path(folder, name)));
    }

    private static Optional<Entry> find(Path file) throws IOException {
        try {
            return Optional.of(new Entry(
                    file.getFileName().toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis()));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // gone since it was listed
        }
    }

    static Refused missing(String folder) {
        return new Refused(Problem.of(
                "files.folder", "there is no folder \"" + folder + "\" there.", "Correct \"files\" in the job."));
    }

    @Override
    public boolean read(String path, Path to) throws IOException {
        try {
            Files.copy(at(path), to, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void move(String path, String toFolder) throws IOException {
        var from = at(path);
        if (!Files.exists(from)) return;
        var folder = Files.createDirectories(at(toFolder));
        Files.move(from, folder.resolve(from.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(at(path));
    }

    @Override
    public void close() {
        // Nothing is open between calls.
    }
}

package dev.crossdock.infra.local.zips;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A function's zip, unpacked as Lambda unpacks it. */
final class Unpacked {
    private static final Duration IN_USE = Duration.ofHours(1);

    private Unpacked() {}

    /**
     * Unpacks a zip beside itself where it has not been unpacked yet.
     *
     * @param zip {@code functions/<name>/target/function.zip}
     * @return the folder with the function's classes and its {@code lib}
     * @throws UncheckedIOException when there is no room, or it is no zip
     */
    static Path of(Path zip) {
        try {
            var stamp = Long.toHexString(Files.getLastModifiedTime(zip).toMillis()) + "-" + Files.size(zip);
            var all = Files.createDirectories(zip.resolveSibling("unpacked"));
            var folder = all.resolve(stamp);
            if (Files.isDirectory(folder)) return folder;
            removeOlder(all);
            // Under a name of its own until it is whole: another host may do the same.
            var draft = Files.createTempDirectory(all, "part-");
            unpack(zip, draft);
            try {
                return Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                if (!Files.isDirectory(folder)) throw e;
                remove(draft);
                return folder;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(zip + " cannot be unpacked", e);
        }
    }

    /** Each build leaves one; a host that still runs from an older one is given time to end. */
    private static void removeOlder(Path all) throws IOException {
        var recently = Instant.now().minus(IN_USE);
        try (var folders = Files.list(all)) {
            for (var folder : folders.toList()) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(recently)) remove(folder);
            }
        }
    }

    private static void unpack(Path zip, Path folder) throws IOException {
        try (var in = new ZipInputStream(Files.newInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var path = inside(folder, entry);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                Files.copy(in, path);
            }
        }
    }

    private static Path inside(Path folder, ZipEntry entry) throws IOException {
        var path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) throw new IOException("the entry " + entry.getName() + " leads out of the zip");
        return path;
    }

    private static void remove(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}

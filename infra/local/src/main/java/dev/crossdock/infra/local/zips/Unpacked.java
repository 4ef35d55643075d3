package dev.crossdock.infra.local.zips;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A function's zip, unpacked as Lambda unpacks it. */
final class Unpacked {
    private Unpacked() {}

    /**
     * Unpacks a zip where it has not been unpacked yet.
     *
     * @param zip {@code functions/<name>/target/function.zip}
     * @param under the folder for all of them
     * @return the folder with the function's classes and its {@code lib}
     * @throws Refused {@code host.zip-missing}
     */
    static Path of(String function, Path zip, Path under) {
        if (!Files.isRegularFile(zip)) {
            throw new Refused(Problem.of(
                    "host.zip-missing",
                    "there is no " + zip + ".",
                    "Build the functions with: ./mvnw -q -DskipTests package"));
        }
        try {
            var stamp = Long.toHexString(Files.getLastModifiedTime(zip).toMillis()) + "-" + Files.size(zip);
            var folder = under.resolve(function + "-" + stamp);
            if (Files.isDirectory(folder)) return folder;
            removeOlder(function, under);
            // Under another name until it is whole.
            var draft = under.resolve(function + "-" + stamp + ".part");
            unpack(zip, draft);
            return Files.move(draft, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(zip + " cannot be unpacked below " + under, e);
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

    private static void removeOlder(String function, Path under) throws IOException {
        Files.createDirectories(under);
        try (var folders = Files.list(under)) {
            for (var folder : folders.toList()) {
                var name = folder.getFileName().toString();
                // import-file-18c… is import-file's, and not import-file-too's.
                if (name.matches(function + "-[0-9a-f]+-[0-9]+(\\.part)?")) remove(folder);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}

package dev.crossdock.infra.cloud;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder whose files are a bucket's objects. S3 takes any key of up to 1,024 bytes; a file system takes shorter names, and none that is
 * a file and a folder. What it does not take is the sender's to change, so it is said before it is tried. Thread-safe.
 */
final class FileTree {
    /** 255 of ext4, APFS and NTFS, less what S3Proxy adds to the name while it writes: a hyphen and a UUID. */
    private static final int LONGEST_NAME_BYTES = 255 - 37;

    private final Path root;

    FileTree(Path root) {
        this.root = root;
    }

    /** Why no object of this key can be kept; empty when one can. */
    Optional<String> refuses(String key) {
        var path = root;
        var parts = key.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES)
                return Optional.of("a part of its name has more than " + LONGEST_NAME_BYTES + " bytes");
            boolean last = i == parts.length - 1;
            if (parts[i].isEmpty()) continue;
            try {
                path = path.resolve(parts[i]);
            } catch (java.nio.file.InvalidPathException e) {
                return Optional.of("this machine takes no such name");
            }
            if (!last && Files.isRegularFile(path))
                return Optional.of("\"" + root.relativize(path) + "\" is a file, and cannot be a folder too");
            if (last && Files.isDirectory(path))
                return Optional.of("\"" + root.relativize(path) + "\" is a folder, and cannot be a file too");
        }
        return Optional.empty();
    }
}

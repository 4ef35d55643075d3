package dev.crossdock.functions.pullfiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Files of another system, while a connection to it is open. Not thread-safe. */
public interface RemoteFolder extends AutoCloseable {
    /** @param modifiedMs by the other system's clock */
    record Entry(String name, long sizeBytes, long modifiedMs) {}

    /** Only files, no folders. @param folder absolute */
    List<Entry> list(String folder) throws IOException;

    /** The file as it is now; empty when there is none (any more). */
    Optional<Entry> find(String folder, String name) throws IOException;

    /** @return false when there is no such file (any more) */
    boolean read(String path, Path to) throws IOException;

    /** A file that is gone already is moved. What has the same name there is replaced. */
    void move(String path, String toFolder) throws IOException;

    /** A file that is gone already is deleted. */
    void delete(String path) throws IOException;

    @Override
    void close();

    static String path(String folder, String name) {
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }
}

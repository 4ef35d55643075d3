package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A file that must be read from its end, kept on disk meanwhile. Not thread-safe. */
final class Spooled implements AutoCloseable {
    /** What a function's disk holds (512 MB in /tmp, unless it is given more), and room for what is made of it. */
    static final long LARGEST = 400L << 20;

    private final Path path;

    private Spooled(Path path) {
        this.path = path;
    }

    /**
     * Reads {@code in} to its end and closes it.
     *
     * @param format the code's beginning
     * @throws Refused {@code <format>.file-too-large}
     */
    static Spooled of(InputStream in, String file, String format) {
        return of(in, file, format, LARGEST);
    }

    static Spooled of(InputStream in, String file, String format, long largest) {
        Path path = null;
        try (in) {
            path = Files.createTempFile("crossdock-", "." + format);
            // Whatever becomes of this process: nothing of it should stay for long.
            path.toFile().deleteOnExit();
            copy(in, path, file, format, largest);
            return new Spooled(path);
        } catch (IOException e) {
            delete(path);
            throw new WorldException("reading " + file + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            delete(path);
            throw e;
        }
    }

    private static void copy(InputStream in, Path path, String file, String format, long largest) throws IOException {
        try (var out = Files.newOutputStream(path)) {
            var buffer = new byte[64 << 10];
            long size = 0;
            for (int n; (n = in.read(buffer)) >= 0; ) {
                size += n;
                if (size > largest) throw tooLarge(file, format, largest);
                out.write(buffer, 0, n);
            }
        }
    }

    private static Refused tooLarge(String file, String format, long largest) {
        return new Refused(Problem.of(
                        format + ".file-too-large",
                        String.format(Locale.ROOT, "the file has more than %,d MB.", largest >> 20),
                        "Such a file is read from its end and must be kept on disk; split it, or save it as CSV.")
                .at(file));
    }

    Path path() {
        return path;
    }

    private static void delete(Path path) {
        try {
            if (path != null) Files.deleteIfExists(path);
        } catch (IOException e) {
            // It is gone when the process ends.
        }
    }

    @Override
    public void close() {
        delete(path);
    }
}

package dev.crossdock.infra.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** Commands as they are typed in a folder of their own, where no host answers; what they say is kept until the next one. */
abstract class Typed {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    final int crossdock(String... words) {
        return crossdock(folder, words);
    }

    final int crossdock(Path here, String... words) {
        out.reset();
        err.reset();
        return Crossdock.run(
                new Context(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Set.of(),
                        Map.of("CROSSDOCK_HOST", "http://127.0.0.1:1"),
                        folder,
                        here),
                words);
    }

    final String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    final String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}

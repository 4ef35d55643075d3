package dev.crossdock.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A fuzz target: one method marked {@code @FuzzTest} that takes any bytes and throws when what it tries does anything but
 * accept them or refuse them by a coded problem. Its cases lie in {@code src/test/resources}, in the folder that Jazzer names by
 * class and method: every finding is kept there. Its seeds are tried too, and are where {@link Search} begins.
 */
public abstract class Fuzzed {
    private static final Path SUITES = Path.of(System.getProperty(
            "crossdock.conformance",
            Path.of(System.getProperty("crossdock.realdata", "../../shared/realdata"))
                    .resolveSibling("conformance")
                    .toString()));
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int LARGEST_SEED = 64 << 10;
    /** Of one folder: neighbours teach the fuzzer little. */
    private static final int MOST_OF_A_FOLDER = 400;

    /** The target, callable by name. */
    public abstract void fuzz(byte[] bytes) throws Exception;

    /** By a name that tells where it is from. */
    protected abstract Map<String, byte[]> seeds();

    @TestFactory
    Stream<DynamicTest> everySeed() {
        return seeds().entrySet().stream()
                .map(seed -> DynamicTest.dynamicTest(seed.getKey(), () -> fuzz(seed.getValue())));
    }

    /** What a public suite holds; nothing where it is missing. @param suffix of the files' names */
    protected static Map<String, byte[]> suite(String folder, String suffix) {
        return files(SUITES.resolve(folder), suffix);
    }

    protected static Map<String, byte[]> golden(String folder, String suffix) {
        return files(GOLDEN.resolve(folder), suffix);
    }

    /** Each line is a seed. */
    protected static Map<String, byte[]> lines(String text) {
        var seeds = new LinkedHashMap<String, byte[]>();
        text.lines().forEach(line -> seeds.put(line, line.getBytes(StandardCharsets.UTF_8)));
        return seeds;
    }

    @SafeVarargs
    protected static Map<String, byte[]> all(Map<String, byte[]>... some) {
        var seeds = new LinkedHashMap<String, byte[]>();
        for (var each : some) seeds.putAll(each);
        return seeds;
    }

    private static Map<String, byte[]> files(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) return Map.of();
        var seeds = new LinkedHashMap<String, byte[]>();
        try (var walk = Files.walk(folder)) {
            for (var file : walk.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList()) {
                if (Files.size(file) <= LARGEST_SEED && seeds.size() < MOST_OF_A_FOLDER)
                    seeds.put(folder.getFileName() + "/" + folder.relativize(file), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seeds;
    }

    protected static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What a person is told must be of use to a person. */
    protected static void coded(Refused refused) {
        coded(refused.problem());
    }

    protected static void coded(Problem problem) {
        assertThat(problem.code()).matches("[a-z]+\\.[a-z0-9-]+");
        assertThat(problem.message()).isNotBlank();
        assertThat(problem.toString().length()).as("a message, no payload").isLessThan(4_000);
    }
}

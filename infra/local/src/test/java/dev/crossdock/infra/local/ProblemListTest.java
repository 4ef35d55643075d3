package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever meets a code finds it in docs/problems, with an example. */
class ProblemListTest {
    private static final Pattern CODE =
            Pattern.compile("Problem(?:\\.of)?\\(\\s*\"([a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*)\"");

    @Test
    void everyCodeInTheSourcesIsListedWithAnExample() throws IOException {
        var used = new TreeSet<String>();
        for (var room : new String[] {"shared/src/main", "functions", "http", "infra"}) {
            for (var file : files(TestCloud.ROOT.resolve(room), ".java")) {
                if (file.toString().contains("/src/test/")) continue;
                var found = CODE.matcher(Files.readString(file));
                while (found.find()) used.add(found.group(1));
            }
        }
        assertThat(used).hasSizeGreaterThan(60);
        assertThat(listed()).containsAll(used);
    }

    @Test
    void everyExampleBeginsWithItsCode() throws IOException {
        for (var file : files(TestCloud.ROOT.resolve("docs/problems"), ".txt")) {
            for (var line : Files.readAllLines(file)) {
                var parts = line.split("\t", 2);
                assertThat(parts).as(file + ": " + line).hasSize(2);
                assertThat(parts[1]).as(file.toString()).startsWith(parts[0]);
            }
        }
    }

    private static Set<String> listed() throws IOException {
        var codes = new TreeSet<String>();
        for (var file : files(TestCloud.ROOT.resolve("docs/problems"), ".txt")) {
            for (var line : Files.readAllLines(file)) codes.add(line.split("\t")[0]);
        }
        return codes;
    }

    private static Set<Path> files(Path folder, String suffix) {
        try (Stream<Path> all = Files.walk(folder)) {
            var found = new TreeSet<Path>();
            all.filter(file ->
                            file.toString().endsWith(suffix) && !file.toString().contains("/target/"))
                    .forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

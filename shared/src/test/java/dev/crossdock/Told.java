package dev.crossdock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** All that a user is told of a run, and its comparison with a golden file; {@code -Dgolden=write} writes that anew. */
public final class Told {
    /** Code, place, what is wrong, and what to do. */
    private static final Pattern MESSAGE = Pattern.compile("[a-z]+\\.[a-z-]+ · .+: .+\\. .+");

    private Told() {}

    /** Of the newest run. */
    public static String of(House house) {
        var told = new StringBuilder();
        var run = house.all().get(house.all().size() - 1);
        told.append("job %s, run %s, %d written%n"
                .formatted(
                        run.job(),
                        run.state().name().toLowerCase(Locale.ROOT),
                        run.counts().written()));
        run.error().ifPresent(error -> told.append(told(error)).append('\n'));
        for (var reject : house.rejects()) {
            var place = reject.file().isEmpty()
                    ? "record %d".formatted(reject.record())
                    : "%s, record %d, byte %d".formatted(reject.file(), reject.record(), reject.byteOffset());
            var problem = new Problem(reject.code(), place, reject.message(), reject.hint(), reject.field());
            told.append("rejected ").append(told(problem)).append('\n');
        }
        house.runs.remarks(run).values().forEach(remark -> told.append(remark).append('\n'));
        return told.toString().replace("\r\n", "\n");
    }

    private static String told(Problem problem) {
        assertThat(problem.hint()).as(problem.toString()).isNotBlank();
        assertThat(problem.toString()).matches(MESSAGE);
        return problem + (problem.field().isEmpty() ? "" : "\n    field " + problem.field());
    }

    /** @param file under src/test/resources/golden */
    public static void asGolden(Path file, House house) throws IOException {
        var text = of(house);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).as("run with -Dgolden=write to make it").exists();
        assertThat(text).isEqualTo(Files.readString(file).replace("\r\n", "\n"));
    }
}

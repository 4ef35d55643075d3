package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/limits.md tells every limit of the rooms, and tells it as it is. {@code -Dgolden=write} writes its table anew. */
class LimitsTest {
    private static final Pattern LIMIT = Pattern.compile("(LARGEST|LONGEST|DEEPEST|MOST|LIMIT)(_.*)?");
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path PAGE = Path.of(System.getProperty("crossdock.root", ".."), "docs/limits.md");

    @Test
    void thePageTellsEveryLimitAsItIs() throws Exception {
        var table = new StringBuilder();
        limits().forEach((name, value) -> table.append("| `" + name + "` | " + value + " |\n"));
        var page = Files.readString(PAGE);
        var begin = page.indexOf("|---|---|\n") + "|---|---|\n".length();
        if ("write".equals(System.getProperty("golden"))) Files.writeString(PAGE, page.substring(0, begin) + table);
        else assertThat(page.substring(begin)).isEqualTo(table.toString());
        assertThat(table).contains("format.Bombs.LARGEST", "mapping.Limits.DEFAULT", "webhook.Reception.LARGEST_BODY");
    }

    private static Map<String, String> limits() throws IOException {
        var limits = new TreeMap<String, String>();
        try (var walk = Files.walk(CLASSES.resolve("dev/crossdock"))) {
            for (var file :
                    walk.filter(path -> path.toString().endsWith(".class")).toList()) add(limits, file);
        }
        limits.put("mapping.Limits.DEFAULT", dev.crossdock.mapping.Limits.DEFAULT.toString());
        return limits;
    }

    private static void add(Map<String, String> limits, Path file) {
        var name = CLASSES.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
        if (name.endsWith("package-info")) return;
        try {
            // Not initialized unless it has a limit: some classes begin by looking for what is not there.
            var type = Class.forName(name, false, LimitsTest.class.getClassLoader());
            for (var field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) || !Modifier.isFinal(field.getModifiers())) continue;
                if (!LIMIT.matcher(field.getName()).matches()) continue;
                var plain = name.substring("dev.crossdock.".length()).replace('$', '.');
                value(field).ifPresent(value -> limits.put(plain + "." + field.getName(), value));
            }
        } catch (LinkageError | ReflectiveOperationException e) {
            // A class for a newer Java.
        }
    }

    private static java.util.Optional<String> value(Field field) throws IllegalAccessException {
        boolean number = field.getType() == int.class || field.getType() == long.class;
        if (!number && field.getType() != Duration.class) return java.util.Optional.empty();
        field.setAccessible(true);
        var value = field.get(null);
        long plain = value instanceof Duration duration ? duration.toMillis() : ((Number) value).longValue();
        return java.util.Optional.of(
                String.format(java.util.Locale.ROOT, "%,d", plain) + (value instanceof Duration ? " ms" : ""));
    }
}

package dev.crossdock.functions.exporttofile;

import dev.crossdock.House;
import dev.crossdock.Told;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** All that a user is told of exports that do not go well, as golden files. */
class ExportMessagesTest {
    private static final Path ROOT = Path.of("src/test/resources/golden/messages");
    private static final Map<String, Object> ALL = Map.of("collection", "products");
    private static final Map<String, Supplier<House>> CASES = new LinkedHashMap<>();

    static {
        CASES.put("the-file-is-there", () -> {
            var house = house(ALL, "", to("all.ndjson", Map.of("ifExists", "fail")));
            house.objects.write("outgoing/all.ndjson", "{}".getBytes(StandardCharsets.UTF_8), "text/plain");
            return house;
        });
        CASES.put("an-expression-that-fails", () -> house(ALL, "{\"price\": $number(price)}", to("all.csv", Map.of())));
        CASES.put(
                "a-field-without-a-column",
                () -> house(
                        ALL, "", to("all.csv", Map.of("format", Map.of("csv", Map.of("columns", List.of("sku")))))));
        CASES.put("a-name-that-is-none", () -> house(ALL, "", to("a//{$run.date}.ndjson", Map.of())));
        CASES.put(
                "a-condition-that-fails",
                () -> house(
                        Map.of("collection", "products", "where", "$number(price) > 1"),
                        "",
                        to("all.ndjson", Map.of())));
        CASES.put("an-element-that-has-no-name", () -> house(ALL, "{\"1st\": sku}", to("all.xml", Map.of())));
    }

    private static House house(Map<String, Object> from, String map, Map<String, Object> to) {
        return ExportToFileTest.house(from, map, to);
    }

    private static Map<String, Object> to(String file, Map<String, Object> more) {
        var to = new LinkedHashMap<String, Object>(Map.of("bucket", "outgoing", "file", file));
        to.putAll(more);
        return to;
    }

    @TestFactory
    Stream<DynamicTest> whatIsToldIsAsGolden() {
        return CASES.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.getKey(),
                        () -> Told.asGolden(
                                ROOT.resolve(each.getKey() + ".txt"),
                                ExportToFileTest.run(each.getValue().get()))));
    }
}

package dev.crossdock.web;

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

/** All that a user is told of pulls that do not go well, as golden files. */
class PullMessagesTest {
    private static final Path ROOT = Path.of("src/test/resources/golden/pull-messages");
    private static final Map<String, Object> PAGES = Map.of("next", Map.of("cursor", "paging.next", "param", "cursor"));
    private static final Map<String, Supplier<PullTest>> CASES = new LinkedHashMap<>();

    static {
        CASES.put("answers-a-page-for-people", () -> pulling(Map.of(), Pim.html()));
        CASES.put("wrong-credentials", () -> pulling(Map.of(), Shop.answer(401, "no such key")));
        CASES.put("not-there", () -> pulling(Map.of(), Shop.answer(404, "no such shop")));
        CASES.put("moved", () -> pulling(Map.of(), Shop.answer(301, "")));
        CASES.put("json-cut-off", () -> pulling(Map.of(), json("{\"data\": [{\"sku\": \"A\"}, {\"sku\"")));
        CASES.put(
                "no-list-where-items-says",
                () -> pulling(Map.of("items", "paging"), Shop.answer(200, "{\"paging\": \"none\"}")));
        CASES.put("pages-go-round", () -> pulling(Map.of("next", Map.of("cursor", "paging.next", "param", "after"))));
        CASES.put("more-pages-than-the-limit", () -> pulling(with(PAGES, "limits", Map.of("pages", 2))));
        CASES.put("more-bytes-than-the-limit", () -> pulling(with(PAGES, "limits", Map.of("bytes", "300B"))));
        CASES.put(
                "a-link-to-another-host",
                () -> pulling(
                        Map.of("next", Map.of("url", "more")),
                        json("{\"data\": [{\"sku\": \"A\"}], \"more\": \"https://evil.example/products\"}")));
        CASES.put("the-largest-of-texts", () -> pulling(Map.of("state", "{\"since\": $max(items.updatedAt)}")));
        CASES.put(
                "a-record-without-its-key",
                () -> pulling(Map.of(), json("{\"data\": [{\"sku\": \"A\"}, {\"name\": \"B\"}]}")));
        CASES.put("a-record-that-is-none", () -> pulling(Map.of(), json("{\"data\": [{\"sku\": \"A\"}, 7]}")));
    }

    private static Map<String, Object> with(Map<String, Object> some, String key, Object value) {
        var all = new LinkedHashMap<>(some);
        all.put(key, value);
        return all;
    }

    private static Http.Answer json(String text) {
        return new Http.Answer(
                200, Map.of("content-type", List.of("application/json")), text.getBytes(StandardCharsets.UTF_8), false);
    }

    private static PullTest pulling(Map<String, Object> from, Http.Answer... answers) {
        var test = new PullTest();
        test.pulling("GET /products?limit=3", from);
        test.pim.next(answers);
        return test;
    }

    @TestFactory
    Stream<DynamicTest> whatIsToldIsAsGolden() {
        return CASES.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    var test = each.getValue().get();
                    test.start();
                    Told.asGolden(ROOT.resolve(each.getKey() + ".txt"), test.house);
                }));
    }
}

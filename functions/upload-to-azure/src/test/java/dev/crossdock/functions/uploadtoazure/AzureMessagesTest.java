package dev.crossdock.functions.uploadtoazure;

import dev.crossdock.Told;
import dev.crossdock.web.Http;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** All that a user is told of uploads to Azure that do not go well, as golden files. */
class AzureMessagesTest {
    private static final Path ROOT = Path.of("src/test/resources/golden/messages");
    private static final Map<String, Consumer<UploadToAzureTest>> CASES = new LinkedHashMap<>();

    static {
        CASES.put("a-wrong-signature", test -> {
            test.secrets.put("catalogue", "sv=2023&sig=bad");
            test.job(Map.of());
        });
        CASES.put("a-signature-that-is-none", test -> {
            test.secrets.put("catalogue", "no signature");
            test.job(Map.of());
        });
        CASES.put("a-container-that-is-not-there", test -> {
            test.connection.put("container", "catalog");
            test.job(Map.of());
        });
        CASES.put("no-value-for-the-name", test -> test.job(Map.of("blob", "{$params.nothing}")));
        CASES.put("a-name-that-is-none", test -> test.job(Map.of("blob", "a//b")));
        CASES.put("metadata-that-azure-does-not-take", test -> test.job(Map.of("metadata", Map.of("my-source", "x"))));
        CASES.put("a-tag-that-azure-does-not-take", test -> test.job(Map.of("tags", Map.of("shop", "Møbler"))));
        CASES.put("the-blob-is-there", test -> {
            test.azure.put("a.csv", new byte[3], Map.of());
            test.job(Map.of("ifExists", "fail"));
        });
        CASES.put("replaced-by-somebody-meanwhile", test -> {
            test.azure.instead = call -> {
                if (("" + call.uri().getQuery()).contains("comp=blocklist")) {
                    test.azure.put("a.csv", new byte[3], Map.of());
                }
                return null;
            };
            test.job(Map.of());
        });
        CASES.put("another-refusal", test -> {
            test.azure.instead = call -> FakeAzure.answer(400, "InvalidHeaderValue");
            test.job(Map.of());
        });
        CASES.put("out-of-reach", test -> {
            Http nobody = (call, timeout) -> {
                throw new Http.NotSent("host " + call.uri().getHost() + " has no address");
            };
            test.attempts = 1;
            test.job(Map.of(), Map.of(), nobody, new Staging(Runnable::run));
        });
        CASES.put(
                "an-expression-that-fails",
                test -> test.job(
                        Map.of("format", "ndjson", "blob", "a.ndjson"),
                        Map.of("map", "{\"price\": $number(price)}"),
                        test.azure,
                        new Staging(Runnable::run)));
    }

    @TestFactory
    Stream<DynamicTest> whatIsToldIsAsGolden() {
        return CASES.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    var test = new UploadToAzureTest();
                    each.getValue().accept(test);
                    test.house.drop("incoming/a.csv", "sku,price\nA-1,ten\n").untilQuiet();
                    Told.asGolden(ROOT.resolve(each.getKey() + ".txt"), test.house);
                }));
    }
}

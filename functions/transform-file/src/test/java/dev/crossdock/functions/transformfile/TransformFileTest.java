package dev.crossdock.functions.transformfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.run.State;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** 1.2: a drop starts the job, and another file is there when it ends. */
class TransformFileTest {
    private static House house(Map<String, Object> to) {
        return new House()
                .define("bucket", "incoming", Map.of())
                .define("bucket", "outgoing", Map.of())
                .define(
                        "job",
                        "normalise",
                        Map.of(
                                "from",
                                Map.of("bucket", "incoming", "files", "products-*"),
                                "map",
                                "active = 'no' ? null : {'sku': sku, 'price': $number(price)}",
                                "to",
                                to))
                .serve(house -> new TransformFile(house.objects, house.runner(), house.clock));
    }

    @Test
    void aCsvBecomesLinesOfJsonNamedByTheDay() {
        var house = house(Map.of("bucket", "outgoing", "file", "{$run.date}/{$file.name}.ndjson"))
                .drop("incoming/products-1.csv", "sku,price,active\nA,1.50,yes\nB,2,no\nC,x,yes\nD,4,yes\n")
                .untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.PARTIAL);
        assertThat(text(house, "outgoing/2026-03-01/products-1.csv.ndjson"))
                .isEqualTo("{\"sku\":\"A\",\"price\":1.5}\n{\"sku\":\"D\",\"price\":4}\n");
        assertThat(house.run().counts().written()).isEqualTo(2);
        assertThat(house.run().counts().skipped()).isEqualTo(1);
        assertThat(house.rejects()).extracting("record").containsExactly(3L);
        assertThat(house.objects.head("incoming/invalid/2026-03-01/products-1.rejects.csv"))
                .isPresent();
    }

    @Test
    void linesOfJsonBecomeAPackedTableWithTheColumnsThatAreNamed() throws IOException {
        var house = house(Map.of(
                        "bucket", "outgoing",
                        "file", "products.csv.gz",
                        "format", Map.of("csv", Map.of("columns", List.of("price", "sku"), "delimiter", ";"))))
                .drop("incoming/products-1.ndjson", "{\"sku\":\"A\",\"price\":\"1.5\",\"active\":\"yes\"}\n")
                .untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.SUCCEEDED);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes(house, "outgoing/products.csv.gz")))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("price;sku\r\n1.5;A\r\n");
        }
    }

    @Test
    void theNextDropReplacesTheFileAsAWhole() {
        var house = house(Map.of("bucket", "outgoing", "file", "products.json"))
                .drop("incoming/products-1.csv", "sku,price,active\nA,1,yes\n")
                .drop("incoming/products-2.csv", "sku,price,active\nB,2,yes\n")
                .untilQuiet();
        assertThat(text(house, "outgoing/products.json")).isEqualTo("[\n{\"sku\":\"B\",\"price\":2}\n]\n");
    }

    @Test
    void aNameWithoutAFormatFailsTheRunAndTheInputGoesToInvalid() {
        var house = house(Map.of("bucket", "outgoing", "file", "products.xyz"))
                .drop("incoming/products-1.csv", "sku,price,active\nA,1,yes\n")
                .untilQuiet();
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("format.unknown");
        assertThat(house.objects.head("incoming/invalid/2026-03-01/products-1.csv"))
                .isPresent();
    }

    private static String text(House house, String key) {
        return new String(bytes(house, key), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(House house, String key) {
        try (InputStream in = house.objects.read(key, null, 0).orElseThrow()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

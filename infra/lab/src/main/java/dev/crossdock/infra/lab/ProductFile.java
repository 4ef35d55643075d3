package dev.crossdock.infra.lab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** A generated product extract of 12 columns; the same seed gives the same file. */
final class ProductFile {
    static final String MAPPING = """
            {
              "sku": $trim(sku),
              "name": $trim(name),
              "brand": $uppercase(brand),
              "price": $number(price),
              "cost": $number(cost),
              "margin": $round($number(price) - $number(cost), 2),
              "stock": $number(stock),
              "active": active = "true",
              "categories": $split(categories, ">"),
              "weightGrams": $number(weight),
              "description": description,
              "updatedAt": updated
            }
            """;

    static final String SCHEMA = """
            {"type": "object", "required": ["sku", "name", "price"], "properties": {
              "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+$"}, "name": {"type": "string", "minLength": 1},
              "price": {"type": "number", "exclusiveMinimum": 0}, "stock": {"type": "integer", "minimum": 0},
              "active": {"type": "boolean"}, "categories": {"type": "array", "items": {"type": "string"}}}}
            """;

    private ProductFile() {}

    private static final String HEADER =
            "sku,name,brand,price,cost,stock,active,categories,weight,ean,description,updated\n";

    static String csv(int rows, long seed) {
        var random = new Random(seed);
        var csv = new StringBuilder(rows * 220);
        csv.append(HEADER);
        for (int i = 0; i < rows; i++) csv.append(row(i, random));
        return csv.toString();
    }

    /** At least so many bytes. @return how many rows */
    static int csv(Path file, long bytes, long seed) throws IOException {
        var random = new Random(seed);
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(HEADER.getBytes(StandardCharsets.UTF_8));
            int rows = 0;
            for (long written = 0; written < bytes; rows++) {
                var row = row(rows, random).getBytes(StandardCharsets.UTF_8);
                out.write(row);
                written += row.length;
            }
            return rows;
        }
    }

    /** The same kind of records, all their values texts as in the table. */
    static int ndjson(Path file, long bytes, long seed) throws IOException {
        var random = new Random(seed);
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            int rows = 0;
            for (long written = 0; written < bytes; rows++) {
                var row = """
                        {"sku":"FJO-%d","name":"Anorakk nummer %d","brand":"Nordvik","price":"%d.95","cost":"%d","stock":"%d",\
                        "active":"true","categories":"Klær>Jakker>Anorakk","weight":"%d",\
                        "description":"Varm, vindtett\\nog %d ganger prøvd","updated":"2026-01-01T08:00:00Z"}
                        """.formatted(
                                100_000 + rows,
                                rows,
                                10 + random.nextInt(900),
                                1 + random.nextInt(9),
                                random.nextInt(500),
                                random.nextInt(900),
                                random.nextInt(1000))
                        .getBytes(StandardCharsets.UTF_8);
                out.write(row);
                written += row.length;
            }
            return rows;
        }
    }

    private static String row(int i, Random random) {
        var csv = new StringBuilder(220);
        double cost = 5 + random.nextInt(90_000) / 100.0;
        csv.append("FJO-")
                .append(100_000 + i)
                .append(",Anorakk nummer ")
                .append(i)
                .append(",Nordvik,");
        csv.append(String.format(Locale.ROOT, "%.2f,%.2f,", cost * 1.4, cost)).append(random.nextInt(500));
        csv.append(random.nextInt(10) == 0 ? ",false," : ",true,")
                .append("Klær>Jakker>Anorakk,")
                .append(300 + random.nextInt(900));
        csv.append(",70400")
                .append(10_000_000 + i)
                .append(",\"Varm, vindtett og ")
                .append(random.nextInt(1000));
        csv.append(" ganger prøvd i \"\"norsk\"\" vær").append(random.nextInt(8) == 0 ? ".\nVaskes på 30 °C\"" : "\"");
        csv.append(",2026-01-")
                .append(String.format(Locale.ROOT, "%02d", 1 + random.nextInt(28)))
                .append("T08:00:00Z\n");
        return csv.toString();
    }
}

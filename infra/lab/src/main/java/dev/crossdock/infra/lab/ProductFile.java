package dev.crossdock.infra.lab;

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

    static String csv(int rows, long seed) {
        var random = new Random(seed);
        var csv = new StringBuilder(rows * 220);
        csv.append("sku,name,brand,price,cost,stock,active,categories,weight,ean,description,updated\n");
        for (int i = 0; i < rows; i++) {
            double cost = 5 + random.nextInt(90_000) / 100.0;
            csv.append("FJO-")
                    .append(100_000 + i)
                    .append(",Anorakk nummer ")
                    .append(i)
                    .append(",Nordvik,");
            csv.append(String.format(Locale.ROOT, "%.2f,%.2f,", cost * 1.4, cost))
                    .append(random.nextInt(500));
            csv.append(random.nextInt(10) == 0 ? ",false," : ",true,")
                    .append("Klær>Jakker>Anorakk,")
                    .append(300 + random.nextInt(900));
            csv.append(",70400")
                    .append(10_000_000 + i)
                    .append(",\"Varm, vindtett og ")
                    .append(random.nextInt(1000));
            csv.append(" ganger prøvd i \"\"norsk\"\" vær")
                    .append(random.nextInt(8) == 0 ? ".\nVaskes på 30 °C\"" : "\"");
            csv.append(",2026-01-")
                    .append(String.format(Locale.ROOT, "%02d", 1 + random.nextInt(28)))
                    .append("T08:00:00Z\n");
        }
        return csv.toString();
    }
}

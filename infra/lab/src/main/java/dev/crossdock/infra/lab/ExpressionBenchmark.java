package dev.crossdock.infra.lab;

import dev.crossdock.mapping.Expression;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * {@code ExpressionBenchmark [ROUNDS]}: nanoseconds that a mapping of 15 fields takes for a record, compiled, interpreted and
 * written by hand in Java, in turn and in one process; the lower quartiles and their ratios. All three must give the same.
 */
public final class ExpressionBenchmark {
    private static final String MAPPING = """
            {
              "id": $trim(sku),
              "name": $trim(name),
              "brand": $uppercase(brand),
              "slug": $lowercase($replace(name, " ", "-")),
              "ean": $pad(ean, -14, "0"),
              "title": brand & " " & name & " (" & color & ")",
              "categories": $split(categories, ">"),
              "day": $substring(updated, 0, 10),
              "price": $number(price),
              "cost": $number(cost),
              "margin": $round($number(price) - $number(cost), 2),
              "stock": $number(stock),
              "weight": $number(weight),
              "level": $number(stock) = 0 ? "out" : $number(stock) < 10 ? "low" : "good",
              "variants": variants.{"size": size, "ean": ean, "price": $number(price)}
            }
            """;

    private static final int RECORDS = 500;

    private ExpressionBenchmark() {}

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        var records = records();
        var compiled = Expression.compile(MAPPING, "compiled");
        System.setProperty("crossdock.jsonata", "interpreted");
        var interpreted = Expression.compile(MAPPING, "interpreted");
        System.clearProperty("crossdock.jsonata");
        var ways = new LinkedHashMap<String, UnaryOperator<Object>>();
        ways.put("by hand", record -> byHand(cast(record)));
        ways.put("compiled", record -> compiled.evaluate(record, Map.of()).orElseThrow());
        ways.put("interpreted", record -> interpreted.evaluate(record, Map.of()).orElseThrow());
        for (var record : records) {
            var hand = ways.get("by hand").apply(record);
            for (var way : ways.entrySet()) {
                if (!way.getValue().apply(record).equals(hand))
                    throw new IllegalStateException(way.getKey() + " differs");
            }
        }
        var passes = new LinkedHashMap<String, Runnable>();
        ways.forEach((name, way) -> passes.put(name, () -> pass(way, records)));
        var nanos = InTurn.nanos(passes, RECORDS, rounds);
        double hand = nanos.get("by hand");
        double ours = nanos.get("compiled");
        double theirs = nanos.get("interpreted");
        System.out.printf("compiled / by hand %.2f, interpreted / compiled %.1f%n", ours / hand, theirs / ours);
        if (compiled.interpreted().count() > 0) throw new IllegalStateException("the compiled form was interpreted");
    }

    private static void pass(UnaryOperator<Object> way, List<Map<String, Object>> records) {
        int sum = 0;
        for (var record : records) sum += way.apply(record).hashCode() == 0 ? 1 : 0;
        if (sum == Integer.MAX_VALUE) throw new IllegalStateException();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object record) {
        return (Map<String, Object>) record;
    }

    private static Object byHand(Map<String, Object> in) {
        var out = new LinkedHashMap<String, Object>(32);
        var name = (String) in.get("name");
        var brand = (String) in.get("brand");
        var price = number((String) in.get("price"));
        var cost = number((String) in.get("cost"));
        var stock = number((String) in.get("stock"));
        out.put("id", ((String) in.get("sku")).strip());
        out.put("name", name.strip());
        out.put("brand", brand.toUpperCase(Locale.ROOT));
        out.put("slug", name.replace(" ", "-").toLowerCase(Locale.ROOT));
        var ean = (String) in.get("ean");
        out.put("ean", "0".repeat(Math.max(0, 14 - ean.length())) + ean);
        out.put("title", brand + " " + name + " (" + in.get("color") + ")");
        out.put("categories", List.of(((String) in.get("categories")).split(">", -1)));
        out.put("day", ((String) in.get("updated")).substring(0, 10));
        out.put("price", price);
        out.put("cost", cost);
        out.put(
                "margin",
                plain(new BigDecimal(Double.toString(price.doubleValue() - cost.doubleValue()))
                        .setScale(2, RoundingMode.HALF_EVEN)));
        out.put("stock", stock);
        out.put("weight", number((String) in.get("weight")));
        out.put("level", stock.intValue() == 0 ? "out" : stock.intValue() < 10 ? "low" : "good");
        var variants = new ArrayList<Object>();
        for (var one : (List<?>) in.get("variants")) {
            var variant = cast(one);
            var made = new LinkedHashMap<String, Object>(8);
            made.put("size", variant.get("size"));
            made.put("ean", variant.get("ean"));
            made.put("price", number((String) variant.get("price")));
            variants.add(made);
        }
        out.put("variants", variants);
        return out;
    }

    private static Number number(String text) {
        return plain(new BigDecimal(text));
    }

    /** As records hold numbers: whole ones as Integer or Long. */
    private static Number plain(BigDecimal exact) {
        var number = exact.stripTrailingZeros();
        if (number.scale() > 0) return number;
        long whole = number.longValueExact();
        return (int) whole == whole ? (Number) (int) whole : (Number) whole;
    }

    private static List<Map<String, Object>> records() {
        var random = new Random(1);
        var records = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < RECORDS; i++) {
            var record = new LinkedHashMap<String, Object>();
            record.put("sku", "FJO-" + (100_000 + i));
            record.put("name", "Anorakk nummer " + i);
            record.put("brand", "Nordvik");
            record.put("color", random.nextBoolean() ? "blå" : "svart");
            record.put("ean", String.valueOf(7_000_000_000_000L + random.nextInt()));
            record.put("categories", "Klær>Jakker>Anorakk");
            record.put("updated", "2026-01-01T08:00:00Z");
            record.put("price", (10 + random.nextInt(900)) + ".95");
            record.put("cost", (1 + random.nextInt(9)) + "." + (10 + random.nextInt(89)));
            record.put("stock", String.valueOf(random.nextInt(50)));
            record.put("weight", String.valueOf(100 + random.nextInt(900)));
            var variants = new ArrayList<Object>();
            for (int v = 2 + random.nextInt(5); v > 0; v--) {
                variants.add(Map.of(
                        "size",
                        "S" + v,
                        "ean",
                        "7" + random.nextInt(1 << 30),
                        "price",
                        (10 + random.nextInt(900)) + ".50"));
            }
            record.put("variants", variants);
            records.add(record);
        }
        return records;
    }
}

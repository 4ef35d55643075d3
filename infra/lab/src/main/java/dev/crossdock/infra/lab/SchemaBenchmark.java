package dev.crossdock.infra.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.crossdock.schema.RecordSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * {@code SchemaBenchmark [ROUNDS]}: nanoseconds that a valid product takes, by the compiled form and by the validator with the
 * conversion that it needs, in turn and in one process; the lower quartiles and their ratio.
 */
public final class SchemaBenchmark {
    private static final String SCHEMA = """
            {"type": "object",
             "required": ["sku", "name", "price", "variants"],
             "additionalProperties": false,
             "properties": {
               "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{6}$"},
               "name": {"type": "string", "minLength": 1, "maxLength": 200},
               "brand": {"enum": ["Nordvik", "Fjordly", "Skagen"]},
               "slug": {"type": "string", "pattern": "^[a-zæøå0-9-]+$"},
               "ean": {"type": "string", "minLength": 8, "maxLength": 14},
               "title": {"type": "string", "maxLength": 300},
               "categories": {"type": "array", "minItems": 1, "maxItems": 10, "items": {"type": "string"}},
               "day": {"type": "string", "minLength": 10, "maxLength": 10},
               "price": {"type": "number", "exclusiveMinimum": 0, "maximum": 100000},
               "cost": {"type": ["number", "null"], "minimum": 0},
               "margin": {"type": "number"},
               "stock": {"type": "integer", "minimum": 0, "maximum": 1000000},
               "weight": {"type": "integer", "minimum": 0},
               "level": {"enum": ["out", "low", "good"]},
               "variants": {"type": "array", "items": {"$ref": "#/$defs/variant"}}},
             "$defs": {"variant": {
               "type": "object", "required": ["size", "price"], "additionalProperties": false,
               "properties": {
                 "size": {"type": "string", "minLength": 1},
                 "ean": {"type": "string", "maxLength": 14},
                 "price": {"type": "number", "exclusiveMinimum": 0}}}}}
            """;

    private static final int RECORDS = 500;

    private SchemaBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
        var records = records();
        var ways = new LinkedHashMap<String, Predicate<Object>>();
        var ours = RecordSchema.compile(SCHEMA);
        ways.put("compiled", record -> ours.check(record).isEmpty());
        ways.put("validator", validator());
        for (var way : ways.entrySet()) {
            if (!records.stream().allMatch(way.getValue())) throw new IllegalStateException(way.getKey() + " refuses");
        }
        var passes = new LinkedHashMap<String, Runnable>();
        ways.forEach((name, way) -> passes.put(name, () -> pass(way, records)));
        var nanos = InTurn.nanos(passes, RECORDS, rounds);
        System.out.printf("validator / compiled %.1f%n", nanos.get("validator") / nanos.get("compiled"));
    }

    /** As {@link RecordSchema} asks it, with the conversion; the patterns are the JDK's. */
    private static Predicate<Object> validator() throws Exception {
        var json = new ObjectMapper();
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(json.readTree(SCHEMA));
        schema.initializeValidators();
        return record -> schema.validate(json.<com.fasterxml.jackson.databind.JsonNode>valueToTree(record))
                .isEmpty();
    }

    private static void pass(Predicate<Object> way, List<Map<String, Object>> records) {
        for (var record : records) if (!way.test(record)) throw new IllegalStateException("refused");
    }

    private static List<Map<String, Object>> records() {
        var random = new Random(1);
        var records = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < RECORDS; i++) {
            var record = new LinkedHashMap<String, Object>();
            record.put("sku", "FJO-" + (100_000 + i));
            record.put("name", "Anorakk nummer " + i);
            record.put("brand", "Nordvik");
            record.put("slug", "anorakk-nummer-" + i + "-blå");
            record.put("ean", "07000000" + (100_000 + i));
            record.put("title", "Nordvik Anorakk nummer " + i + " (blå)");
            record.put("categories", List.of("Klær", "Jakker", "Anorakk"));
            record.put("day", "2026-01-01");
            record.put("price", new BigDecimal((10 + random.nextInt(900)) + ".95"));
            record.put("cost", random.nextInt(10) == 0 ? null : new BigDecimal((1 + random.nextInt(9)) + ".25"));
            record.put("margin", new BigDecimal((1 + random.nextInt(9)) + ".7"));
            record.put("stock", random.nextInt(50));
            record.put("weight", 100 + random.nextInt(900));
            record.put("level", "low");
            var variants = new ArrayList<Object>();
            for (int v = 2 + random.nextInt(5); v > 0; v--) {
                var variant = new LinkedHashMap<String, Object>();
                variant.put("size", "S" + v);
                variant.put("ean", "7" + random.nextInt(1 << 30));
                variant.put("price", new BigDecimal((10 + random.nextInt(900)) + ".5"));
                variants.add(variant);
            }
            record.put("variants", variants);
            records.add(record);
        }
        return records;
    }
}

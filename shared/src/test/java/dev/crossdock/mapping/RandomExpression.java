package dev.crossdock.mapping;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Expressions and records by chance, of the kinds that mappings have: the same seed gives the same. */
final class RandomExpression {
    private static final String[] FIELDS = {
        "sku", "name", "price", "stock", "active", "tags", "items", "dim", "none", "gone"
    };
    private static final String[] INNER = {"size", "price", "qty", "w", "h", "unit", "gone"};
    private static final String[] TEXTS = {"", "a", "Ä ö", " x  y ", "10", "3.50", "a>b>c", "1,5", "x-1", "é€"};
    private static final String[] UNARY = {
        "$string", "$uppercase", "$lowercase", "$trim", "$length", "$number", "$boolean", "$not", "$exists", "$count",
                "$sum",
        "$max", "$min", "$average", "$floor", "$ceil", "$round", "$keys", "$type", "$distinct", "$reverse", "$sort",
        "$spread", "$merge", "$formatBase", "$sqrt", "$base64encode", "$encodeUrlComponent", "$hash", "$uuid"
    };
    private static final String[] BINARY = {
        "+", "-", "*", "/", "%", "&", "&", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "?:", "??"
    };

    private final Random random;

    RandomExpression(Random random) {
        this.random = random;
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private boolean often(int percent) {
        return random.nextInt(100) < percent;
    }

    String expression(int depth) {
        if (depth <= 0) return leaf();
        int next = depth - 1;
        return switch (random.nextInt(22)) {
            case 0, 1 -> path(next);
            case 2, 3, 4 -> "(" + expression(next) + " " + one(BINARY) + " " + expression(next) + ")";
            case 5, 6 -> one(UNARY) + "(" + expression(next) + ")";
            case 7 ->
                "(" + expression(next) + " ? " + expression(next) + (often(70) ? " : " + expression(next) : "") + ")";
            case 8 -> "[" + expression(next) + (often(60) ? ", " + expression(next) : "") + "]";
            case 9, 10 -> "{\"a\": " + expression(next) + (often(60) ? ", \"b\": " + expression(next) : "") + "}";
            case 11 -> "items.{\"k\": " + one(INNER) + ", \"v\": " + expression(next) + "}";
            case 12 -> "$map(" + list() + ", function($v, $i) { " + inFunction(next) + " })";
            case 13 -> "$filter(" + list() + ", function($v) { " + inFunction(next) + " })";
            case 14 -> "$reduce(" + list() + ", function($p, $v) { $p & $v }" + (often(50) ? ", \"\"" : "") + ")";
            case 15 -> "($x := " + expression(next) + "; $y := $x; " + one("$x", "$y & $x", "[$x, $y]") + ")";
            case 16 -> "$substring(" + text(next) + ", " + number() + (often(50) ? ", " + number() : "") + ")";
            case 17 ->
                one(
                        "$split(" + text(next) + ", " + one("\",\"", "\">\"", "/[,>]/") + ")",
                        "$replace(" + text(next) + ", " + one("\"a\"", "/[a-z]/") + ", \"_\")",
                        "$contains(" + text(next) + ", " + one("\"a\"", "/^a/") + ")",
                        "$join(tags, \"|\")",
                        "$pad(" + text(next) + ", " + number() + ", \"#\")",
                        "$substringBefore(" + text(next) + ", \">\")",
                        "$substringAfter(" + text(next) + ", \">\")");
            case 18 -> expression(next) + " ~> " + one("$string()", "$count()", "$uppercase()", "$sum()");
            case 19 -> "items^(" + one("", ">", "<") + one(INNER) + ")" + one("", ".size", "[0]", "[0].price");
            case 20 -> "items{size: " + one("$sum(qty)", "price", "$count($)") + "}";
            default -> one("$append(", "$zip(") + list() + ", " + list() + ")";
        };
    }

    private String text(int depth) {
        return often(60) ? one("sku", "name", "\"a>b,c\"") : "$string(" + expression(depth) + ")";
    }

    private String number() {
        return one("0", "1", "2", "-1", "-2", "5");
    }

    private String list() {
        return one("items", "tags", "items.price", "[1..4]", "[3, 1, 2]", "items.size");
    }

    private String inFunction(int depth) {
        return one("$v", "$v.price", "$v.size & '!'", "$exists($v.qty)", "$v = 1", "$string($v)", expression(depth));
    }

    private String path(int depth) {
        var inner = expression(depth);
        return one(
                one(FIELDS),
                "dim." + one(INNER),
                "items." + one(INNER),
                "items[" + one("0", "-1", "1", "qty > 1", "size = \"M\"", inner) + "]",
                "items[" + one("0", "qty > 1") + "]." + one(INNER),
                "items." + one(INNER) + "[]",
                "items.(" + inner + ")",
                "items.[" + one(INNER) + ", " + one(INNER) + "]",
                "items.{\"p\": %.sku, \"s\": size}",
                "items#$i.{\"i\": $i, \"s\": size}",
                "items@$it.{\"s\": $it.size, \"n\": name}",
                "dim.*",
                "**." + one(INNER),
                "$." + one(FIELDS),
                "$$." + one(FIELDS),
                "$file.name",
                "tags[" + number() + "]");
    }

    private String leaf() {
        return one(
                one(FIELDS),
                "items." + one(INNER),
                "dim." + one(INNER),
                number(),
                one("1.5", "0.1", "2.50", "1e3", "100"),
                "\"" + one(TEXTS) + "\"",
                one("true", "false", "null", "$", "[]", "{}"));
    }

    Map<String, Object> record() {
        var record = new LinkedHashMap<String, Object>();
        record.put("sku", one(TEXTS));
        record.put("name", one(TEXTS) + one(TEXTS));
        record.put("price", number(random.nextInt(7)));
        record.put("stock", random.nextInt(6) - 1);
        record.put("active", often(50) ? (Object) random.nextBoolean() : one("true", "false", ""));
        var tags = new ArrayList<Object>();
        for (int i = random.nextInt(4); i > 0; i--) tags.add(one(TEXTS));
        if (often(90)) record.put("tags", tags);
        var items = new ArrayList<Object>();
        // The interpreter puts a null into an empty list that it groups: into the record itself.
        for (int i = random.nextInt(3); i >= 0; i--) items.add(item());
        if (often(90)) record.put("items", often(85) ? items : item());
        if (often(80)) record.put("dim", dim());
        record.put("none", null);
        return record;
    }

    /** In one order in every process, as all that is made here. */
    private Map<String, Object> dim() {
        var dim = new LinkedHashMap<String, Object>();
        dim.put("w", number(random.nextInt(7)));
        dim.put("h", random.nextInt(9));
        dim.put("unit", "cm");
        return dim;
    }

    private Map<String, Object> item() {
        var item = new LinkedHashMap<String, Object>();
        item.put("size", one("S", "M", "L"));
        if (often(80)) item.put("price", number(random.nextInt(7)));
        if (often(80)) item.put("qty", random.nextInt(4));
        return item;
    }

    private Object number(int kind) {
        return switch (kind) {
            case 0 -> random.nextInt(100);
            case 1 -> BigDecimal.valueOf(random.nextInt(100_000), 2);
            case 2 -> 3_000_000_000L + random.nextInt(9);
            case 3 -> 9_007_199_254_740_991L;
            case 4 -> new BigDecimal("0.1");
            case 5 -> one("12.50", "7", "n/a");
            default -> 0;
        };
    }

    static Map<String, Object> variables() {
        return Map.of("file", Map.of("name", "p.csv", "size", 10), "list", List.of(1, 2));
    }
}

package dev.crossdock.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON Schemas of the kinds, for editors, and the reference page, both from the one declaration of keys. Lint says more and
 * says it better; the schema is for completion.
 */
public final class ConfigSchema {
    private ConfigSchema() {}

    /** project, bucket, collection, connection, job, trigger, listener. */
    public static List<String> kinds() {
        return Kinds.ALL.stream().map(Kinds.Kind::kind).toList();
    }

    /** JSON Schema 2020-12 of a kind's YAML, indented, with a line end. @throws IllegalArgumentException for another kind */
    public static String of(String kind) {
        var declared = Kinds.of(kind);
        var root = Sources.JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Crossdock: " + declared.keys().what());
        root.put("description", declared.doc());
        root.setAll((ObjectNode) schema(declared.keys()));
        try {
            // Line ends and indentation are the same on every machine: the files are compared byte by byte.
            var printer = new DefaultPrettyPrinter();
            printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
            return Sources.JSON.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode schema(Shape shape) {
        var node = Sources.JSON.createObjectNode();
        if (shape instanceof Shape.Keys keys) return keys(keys);
        if (shape instanceof Shape.Variants variants) {
            var any = node.putArray("anyOf");
            variants.variants().forEach(variant -> any.add(keys(variant.keys())));
        } else if (shape instanceof Shape.Either either) {
            if (either.shapes().stream().anyMatch(Shape.Any.class::isInstance)) {
                var any = node.putArray("anyOf");
                any.add(schema(either.shapes().get(0)));
                any.addObject().put("type", "object");
                return node;
            }
            var any = node.putArray("anyOf");
            either.shapes().forEach(inner -> any.add(schema(inner)));
        } else if (shape instanceof Shape.Items items) {
            node.put("type", "array").set("items", schema(items.item()));
            if (items.least() > 0) node.put("minItems", items.least());
        } else if (shape instanceof Shape.Free free) {
            node.put("type", "object").set("additionalProperties", schema(free.value()));
        } else if (shape instanceof Shape.Again again) {
            node.put("$ref", "#" + again.pointer());
        } else if (shape instanceof Shape.Steps steps) {
            var any = node.putArray("anyOf");
            any.add(schema(Shape.value(Type.EXPRESSION)));
            any.add(schema(Shape.items(steps.step())));
        } else if (shape instanceof Shape.Headers) {
            var any = node.putArray("anyOf");
            any.add(schema(Shape.value(Type.EXPRESSION)));
            any.add(schema(new Shape.Free(Shape.value(Type.EXPRESSION))));
        } else if (shape instanceof Shape.Word words) {
            var values = node.putArray("enum");
            words.words().stream().filter(word -> !words.later().contains(word)).forEach(values::add);
        } else if (shape instanceof Shape.Whole whole) {
            node.put("type", "integer").put("minimum", whole.low()).put("maximum", whole.high());
        } else if (shape instanceof Shape.Name) {
            node.put("type", "string").put("pattern", Type.NAME.pattern);
        } else if (shape instanceof Shape.Value value) {
            node.put("type", value.type() == Type.FLAG ? "boolean" : "string");
            if (!value.type().pattern.isEmpty()) node.put("pattern", value.type().pattern);
            if (value.type() == Type.CHARACTER) node.put("minLength", 1).put("maxLength", 1);
        }
        return node;
    }

    private static ObjectNode keys(Shape.Keys keys) {
        var node = Sources.JSON.createObjectNode().put("type", "object");
        var properties = node.putObject("properties");
        var required = new ArrayList<String>();
        for (var key : keys.keys()) {
            if (key.effect() == Key.Effect.PUBLISHED) continue;
            var property = properties.putObject(key.name());
            property.put("description", key.doc() + fallback(key));
            if (key.effect() != Key.Effect.NOW) property.put("deprecated", true);
            else property.setAll((ObjectNode) schema(key.shape()));
            if (key.required()) required.add(key.name());
        }
        if (!required.isEmpty()) {
            var list = node.putArray("required");
            required.forEach(list::add);
        }
        for (var group : keys.oneOf()) {
            var one = node.withArray("oneOf");
            group.forEach(name -> one.addObject().putArray("required").add(name));
        }
        return node.put("additionalProperties", false);
    }

    private static String fallback(Key key) {
        return key.fallback().isEmpty() ? "" : " Without it: " + key.fallback() + ".";
    }

    /** {@code docs/config/README.md}: every key of every kind. */
    public static String reference() {
        var page = new StringBuilder();
        page.append("# Configuration reference\n\n")
                .append(
                        "Made from the declaration that `crossdock lint` checks by; change it there, then run the tests with `-Dgolden=write`.\n\n")
                .append(
                        "A project is a folder of YAML files; a file's name is the thing's name, in small letters, digits and hyphens. ")
                .append("Files are YAML 1.2: `NO`, `on` and `12:30` are text.\n\n")
                .append(
                        "In an editor, completion comes with a first line such as `# yaml-language-server: $schema=<path>/job.schema.json`.\n");
        for (var kind : Kinds.ALL) {
            page.append("\n## ")
                    .append(kind.folder().isEmpty() ? "crossdock.yaml" : kind.folder() + "/<name>.yaml")
                    .append("\n\n");
            page.append(kind.doc())
                    .append(" Schema: [")
                    .append(kind.kind())
                    .append(".schema.json](")
                    .append(kind.kind())
                    .append(".schema.json).\n\n");
            page.append("| key | value | what it says | without it |\n|---|---|---|---|\n");
            rows(page, kind.keys(), "");
            for (var group : kind.keys().oneOf())
                page.append("\nExactly one of `")
                        .append(String.join("`, `", group))
                        .append("`.\n");
        }
        page.append("\n").append(TAIL);
        return page.toString();
    }

    private static void rows(StringBuilder page, Shape shape, String path) {
        if (shape instanceof Shape.Keys keys) {
            for (var key : keys.keys()) {
                if (key.effect() == Key.Effect.PUBLISHED) continue;
                var whole = path.isEmpty() ? key.name() : path + "." + key.name();
                page.append("| `")
                        .append(whole)
                        .append("` | ")
                        .append(said(key))
                        .append(" | ")
                        .append((key.doc()).replace("|", "\\|"))
                        .append(" | ")
                        .append(key.required() ? "**required**" : key.fallback())
                        .append(" |\n");
                if (key.effect() == Key.Effect.NOW) rows(page, key.shape(), whole);
            }
        } else if (shape instanceof Shape.Variants variants) {
            for (var variant : variants.variants()) {
                page.append("| **`")
                        .append(path)
                        .append("` with `")
                        .append(String.join("` and `", variant.marks()))
                        .append("`** | | | |\n");
                rows(page, variant.keys(), path);
            }
        } else if (shape instanceof Shape.Either either) {
            either.shapes().stream().filter(Shape.Keys.class::isInstance).forEach(inner -> rows(page, inner, path));
        } else if (shape instanceof Shape.Items items && items.item() instanceof Shape.Keys) {
            rows(page, items.item(), path + "[]");
        } else if (shape instanceof Shape.Steps steps) {
            rows(page, steps.step(), path + "[]");
        }
    }

    private static String said(Key key) {
        if (key.effect() != Key.Effect.NOW) return "";
        return said(key.shape());
    }

    private static String said(Shape shape) {
        if (shape instanceof Shape.Word words) {
            return String.join(
                    ", ",
                    words.words().stream()
                            .map(word -> "`" + word + "`" + (words.later().contains(word) ? " (not yet)" : ""))
                            .toList());
        }
        if (shape instanceof Shape.Keys || shape instanceof Shape.Variants) return "keys";
        if (shape instanceof Shape.Items items) return "a list: " + said(items.item());
        if (shape instanceof Shape.Either either) {
            return String.join(
                    " or ",
                    either.shapes().stream().map(ConfigSchema::said).distinct().toList());
        }
        if (shape instanceof Shape.Any) return "keys";
        if (shape instanceof Shape.Again) return "keys";
        return shape.called();
    }

    private static final String TAIL = """
            ## Values

            | value | written as |
            |---|---|
            | duration | `500ms`, `10s`, `5m`, `24h`, `30d` |
            | size | `512B`, `64KB`, `5MB`, `1GB`; a KB is 1,024 bytes |
            | rate | `50/s`, `1000/m`, `20000/h` |
            | time zone | an IANA name: `Europe/Oslo` |
            | cron | minute, hour, day of month, month, day of week: `0 6 * * MON-FRI` |
            | pattern | `*` any characters, `?` one, `[a-z]` one of, `[!a-z]` none of, `{a,b}` one or the other, `\\` takes the next as it stands; none of them matches a `/` |
            | JSONata | an expression, or a file with it: `mappings/product.jsonata`, looked for beside the YAML and in the project's folder |
            | text with JSONata | `products-{$run.date}.ndjson`; `{{` and `}}` stand for one brace |
            | secret | `${secret:shop-api-key}`; its value comes from `secrets.yaml` or `CROSSDOCK_SECRET_SHOP_API_KEY` |
            """;
}

package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every YAML block of the specification's page on configuration, as it stands there, where the page is at hand. */
class SpecificationPageTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("^# ((?:[a-z]+/)?[a-z-]+\\.yaml)");

    @TempDir
    Path dir;

    @Test
    void everyBlockOfThePageParsesAndNothingInItIsUnknown() throws IOException {
        var root = Path.of(System.getProperty("crossdock.root", ".."))
                .toAbsolutePath()
                .normalize();
        var page = root.resolve("../shared/spec/config.md");
        assumeTrue(Files.exists(page), "the specification's page is not at hand: " + page);

        var files = files(Files.readString(page));
        assertThat(files).hasSizeGreaterThan(15);
        for (var file : files.entrySet()) Yaml.read(file.getKey(), file.getValue());

        var folder = new Folder(dir);
        files.forEach(folder::write);
        for (var name : new String[] {"outgoing", "incoming"}) folder.write("buckets/" + name + ".yaml", "");
        for (var name : new String[] {"search", "pim", "shop", "chat"}) {
            if (!files.containsKey("connections/" + name + ".yaml"))
                folder.write("connections/" + name + ".yaml", "url: https://x.example\n");
        }
        for (var name : new String[] {"product", "shop-product", "oms-order"})
            folder.write("mappings/" + name + ".jsonata", "$");
        folder.write("collections/brands.yaml", "key: name\n");
        for (var name : new String[] {"crm", "oms", "stock"})
            folder.write("connections/" + name + ".yaml", "url: https://x.example\n");
        folder.write("collections/orders.yaml", "key: number\n")
                .write("templates/order.schema.json", "{}")
                .write("templates/reindex-product.yaml", "steps: [{ map: new }]\n")
                .write("mails/order.html", "<p>{$order.number}</p>");
        folder.write("collections/products.schema.json", "{}").write("jobs/erp-row.schema.json", "{}");

        var codes =
                folder.load().problems().stream().collect(Collectors.groupingBy(Problem::code, Collectors.counting()));
        assertThat(codes.keySet())
                .as(() -> String.join("\n", folder.problems()))
                .isEmpty();
    }

    /** A block may hold several files, each begun by a comment with its name. */
    private static Map<String, String> files(String page) {
        var files = new LinkedHashMap<String, String>();
        var blocks = BLOCK.matcher(page);
        while (blocks.find()) {
            String file = null;
            var text = new StringBuilder();
            for (var line : blocks.group(1).split("\n")) {
                var named = FILE.matcher(line);
                if (named.find()) {
                    if (file != null) files.put(file, text.toString());
                    file = named.group(1);
                    text.setLength(0);
                }
                text.append(line).append('\n');
            }
            if (file != null) files.put(file, text.toString());
        }
        return files;
    }
}

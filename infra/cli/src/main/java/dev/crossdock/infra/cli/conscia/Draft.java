package dev.crossdock.infra.cli.conscia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The project as it comes to be: files by their names, secrets, and what nobody understood. Not thread-safe. */
final class Draft {
    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int LONGEST_COMMENT = 160;

    final Map<String, String> files = new TreeMap<>();
    final Map<String, String> secrets = new TreeMap<>();
    /** Each as {@code jobs/import-products.yaml: params.transformers: [...]}. */
    final List<String> left = new ArrayList<>();

    /** Names are kebab-case here. */
    static String name(String code) {
        var name = code.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return name.isEmpty() ? "unnamed" : name;
    }

    /** @param notes what a reader should know, behind what is not understood */
    void yaml(String file, Map<String, Object> content, Taken from, List<String> notes) {
        var rest = from.rest();
        var text = new StringBuilder(content.isEmpty() ? "" : dumped(content));
        notes.forEach(note -> text.append("# ").append(Comment.line(note)).append('\n'));
        if (!rest.isEmpty()) text.append("# Not taken over:\n");
        for (var one : rest) {
            text.append("#   ").append(Comment.line(one)).append('\n');
            left.add(file + ": " + shortened(one));
        }
        files.put(file, text.toString());
    }

    void json(String file, JsonNode content) {
        files.put(file, PRETTY.valueToTree(content).toPrettyString() + "\n");
    }

    /** @return its name here; defined unless it is already */
    String bucket(String code) {
        var name = name(code);
        files.putIfAbsent("buckets/" + name + ".yaml", dumped(Map.of("description", "Was the bucket " + code)));
        return name;
    }

    /** @return a reference to it; the value goes to the file of secrets */
    String secret(String name, String value) {
        secrets.put(name, value);
        return "${secret:" + name + "}";
    }

    static String dumped(Map<String, Object> content) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(120)
                .setSplitLines(false)
                .build();
        return new Dump(settings).dumpToString(content);
    }

    static Map<String, Object> map() {
        return new LinkedHashMap<>();
    }

    static String shortened(String text) {
        return text.length() <= LONGEST_COMMENT ? text : text.substring(0, LONGEST_COMMENT) + "…";
    }
}

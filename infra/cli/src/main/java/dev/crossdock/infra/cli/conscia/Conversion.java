package dev.crossdock.infra.cli.conscia;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A project made of an export: one thing, a list, or objects that hold them, as {@code {"jobs": [...], "collections": [...]}}; each is known by
 * the code that it has. Nothing is left out silently.
 *
 * @param files content by name, all that is to be written
 * @param secrets of the credentials that stood in the export, for the file that git ignores
 * @param left what was not taken over, by name
 */
public record Conversion(Map<String, String> files, Map<String, String> secrets, List<String> left) {
    private static final int DEEPEST = 20;

    /** @param name of the project */
    public static Conversion of(JsonNode export, String name) {
        var draft = new Draft();
        var comments = new ArrayList<String>();
        walk(export, 0, draft, comments, name);
        var project = new StringBuilder(Draft.dumped(Map.of("name", name)));
        comments.forEach(comment -> project.append("# ").append(comment).append('\n'));
        draft.files.put("crossdock.yaml", project.toString());
        missing(draft);
        return new Conversion(new LinkedHashMap<>(draft.files), draft.secrets, draft.left);
    }

    private static void walk(JsonNode node, int depth, Draft draft, List<String> comments, String at) {
        if (depth > DEEPEST) return;
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) walk(node.get(i), depth + 1, draft, comments, at + "[" + i + "]");
            return;
        }
        if (!node.isObject()) {
            leave(at, node, draft, comments);
            return;
        }
        if (node.hasNonNull("jobType")) {
            if (!JobFrom.take(node, draft))
                leave(
                        "job " + code(node, "jobCode", "code", "name") + " of type "
                                + node.get("jobType").asText(),
                        node,
                        draft,
                        comments);
        } else if (node.hasNonNull("connectorCode")) {
            if (node.get("connectorCode").asText().equals("genericWebservice")) ConnectionFrom.take(node, draft);
            else
                leave(
                        "connection " + code(node, "connectionCode") + " of "
                                + node.get("connectorCode").asText(),
                        node,
                        draft,
                        comments);
        } else if (node.hasNonNull("listenerCode")) {
            ListenerFrom.take(node, draft);
        } else if (node.hasNonNull("collectionCode")) {
            CollectionFrom.take(node, draft);
        } else if (node.hasNonNull("bucketCode")) {
            draft.bucket(node.get("bucketCode").asText());
        } else if (holds(node)) {
            node.fields().forEachRemaining(field -> walk(field.getValue(), depth + 1, draft, comments, field.getKey()));
        } else {
            leave(at, node, draft, comments);
        }
    }

    private static boolean holds(JsonNode node) {
        for (var part : node) if (part.isContainerNode()) return true;
        return false;
    }

    private static String code(JsonNode node, String... any) {
        for (var name : any) if (node.hasNonNull(name)) return node.get(name).asText();
        return "without a name";
    }

    private static void leave(String what, JsonNode node, Draft draft, List<String> comments) {
        comments.add(Comment.line("Not taken over, " + what + ": " + Comment.of(what, node)));
        draft.left.add(what);
    }

    /** What is spoken of and was not exported, so that the project can be read as a whole. */
    private static void missing(Draft draft) {
        for (var text : List.copyOf(draft.files.values())) {
            refer(text, "collection: ", "collections", Map.of("key", "id"), draft);
            refer(text, "connection: ", "connections", Map.of("url", "https://example.invalid"), draft);
        }
    }

    private static void refer(String text, String key, String kind, Map<String, Object> content, Draft draft) {
        text.lines().map(String::strip).filter(line -> line.startsWith(key)).forEach(line -> {
            var file = kind + "/" + line.substring(key.length()).strip() + ".yaml";
            if (draft.files.containsKey(file)) return;
            draft.files.put(
                    file,
                    Draft.dumped(content) + "# It was not exported with the rest: what stands here is a guess.\n");
            draft.left.add(file + ": it was not in the export");
        });
    }
}

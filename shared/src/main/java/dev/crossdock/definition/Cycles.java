package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds templates that run themselves by way of others. One use, one thread. */
final class Cycles {
    private static final String KIND = "template/";

    private final Map<String, Template> templates = new LinkedHashMap<>();

    /** @param texts of all definitions, by {@code kind/name} */
    Cycles(Map<String, String> texts) {
        texts.forEach((key, text) -> {
            if (!key.startsWith(KIND)) return;
            var name = key.substring(KIND.length());
            templates.put(name, (Template) Definitions.parse("template", name, text));
        });
    }

    /** By {@code template/name}: every template on a cycle, with its way back to itself. */
    Map<String, Problem> find() {
        var found = new LinkedHashMap<String, Problem>();
        for (var name : templates.keySet()) {
            var way = new ArrayList<String>();
            if (!back(name, name, way)) continue;
            found.put(
                    KIND + name,
                    Problem.of(
                                    "config.cycle",
                                    "the template runs itself without end: " + name + " → " + String.join(" → ", way)
                                            + ".",
                                    "Let one of them do its work without the others.")
                            .at("templates/" + name + ".yaml"));
        }
        return found;
    }

    private boolean back(String from, String to, List<String> way) {
        var template = templates.get(from);
        if (template == null) return false;
        for (var next : Template.runs(template.steps())) {
            if (way.contains(next)) continue;
            way.add(next);
            if (next.equals(to) || back(next, to, way)) return true;
            way.remove(way.size() - 1);
        }
        return false;
    }
}

package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a project's folder holds. Immutable.
 *
 * @param project every definition that has no problem
 * @param problems in the order of file, line and column; empty = the whole project can be used
 * @param warnings what works and is probably not meant, in the same order
 * @param texts what is published, by {@code kind/name}, of every definition in {@code project}; the settings are
 *     {@code project/crossdock}
 * @param broken problems by {@code kind/name}, of every definition that is not in {@code project}; {@code kind/*} when a whole
 *     folder could not be read
 */
public record Loaded(
        Project project,
        List<Problem> problems,
        List<Problem> warnings,
        Map<String, String> texts,
        Map<String, List<Problem>> broken) {
    /** Behind a kind in {@code broken}: its folder could not be read, so nothing is known of any of them. */
    static final String ALL_OF = "/*";

    /**
     * What to publish when a file changed: definitions that are broken now stay as they were, those whose file is gone go.
     *
     * @param before what was published last
     */
    public Map<String, String> textsOver(Map<String, String> before) {
        var all = new LinkedHashMap<String, String>();
        before.forEach((name, text) -> {
            var kind = name.substring(0, Math.max(0, name.indexOf('/')));
            if (broken.containsKey(name) || broken.containsKey(kind + ALL_OF)) all.put(name, text);
        });
        all.putAll(texts);
        return all;
    }
}

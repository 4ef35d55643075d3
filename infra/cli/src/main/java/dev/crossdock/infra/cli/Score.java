package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the demo has shown of each scenario, and what did not hold. */
final class Score {
    private final Map<Scenario, List<String>> shown = new EnumMap<>(Scenario.class);
    private final Map<Scenario, String> skipped = new EnumMap<>(Scenario.class);
    private final Map<Scenario, List<String>> failed = new EnumMap<>(Scenario.class);

    void shown(Scenario scenario, String what) {
        shown.computeIfAbsent(scenario, any -> new ArrayList<>()).add(what);
    }

    void failed(Scenario scenario, String why) {
        failed.computeIfAbsent(scenario, any -> new ArrayList<>()).add(why);
    }

    /** It cannot be shown on this machine. @param why without a full stop */
    void skipped(Scenario scenario, String why) {
        skipped.put(scenario, why);
    }

    /** Every scenario that exists was shown, or cannot be shown here, and nothing failed. */
    boolean holds() {
        for (var scenario : Scenario.values()) {
            if (scenario.exists && state(scenario).equals("failed")) return false;
        }
        return true;
    }

    /** {@code ok}, {@code failed}, {@code skipped} or {@code not yet}. */
    String state(Scenario scenario) {
        if (failed.containsKey(scenario)) return "failed";
        if (!scenario.exists) return "not yet";
        if (shown.containsKey(scenario)) return "ok";
        return skipped.containsKey(scenario) ? "skipped" : "failed";
    }

    private String note(Scenario scenario) {
        // The others are in the story above; they often follow from the first.
        if (failed.containsKey(scenario)) return failed.get(scenario).get(0);
        if (state(scenario).equals("skipped")) return skipped.get(scenario);
        return String.join(
                "; ", shown.getOrDefault(scenario, scenario.exists ? List.of("was not reached") : List.of()));
    }

    String table() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("", "SCENARIO", "STATE", ""));
        for (var scenario : Scenario.values()) {
            var mark = Map.of("ok", "✓", "failed", "✗", "skipped", "–", "not yet", "·")
                    .get(state(scenario));
            rows.add(List.of(mark + " " + scenario.number, scenario.title, state(scenario), note(scenario)));
        }
        return Screen.table(rows);
    }

    JsonNode json() {
        var items = new ArrayList<JsonNode>();
        for (var scenario : Scenario.values()) {
            items.add(Json.object()
                    .put("scenario", scenario.number)
                    .put("title", scenario.title)
                    .put("state", state(scenario))
                    .put("note", note(scenario)));
        }
        return Json.list(items);
    }
}

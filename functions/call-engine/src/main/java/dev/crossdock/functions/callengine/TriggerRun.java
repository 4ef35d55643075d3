package dev.crossdock.functions.callengine;

import dev.crossdock.engine.Engine;
import dev.crossdock.graph.Change;
import dev.crossdock.graph.RecordText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** The execution that a change starts: the same change of the same trigger is the same execution. */
final class TriggerRun {
    /** Below what an execution's id may have. */
    private static final int LONGEST = 380;

    private TriggerRun() {}

    static Engine.Start of(String trigger, String template, Change change) {
        var id = "trigger/" + trigger + "/" + change.collection() + "/" + plain(change.id()) + "/"
                + plain(change.version());
        if (id.length() > LONGEST) {
            var hash = RecordText.hash(change.id() + "#" + change.version(), "");
            id = "trigger/" + trigger + "/" + change.collection() + "/" + hash;
        }
        var cause = "trigger " + trigger + ", " + change.collection() + "/" + change.id() + " " + change.event();
        return new Engine.Start(template, id, cause, input(change), change.hop());
    }

    /** {@code {event, record, new, old, changed}}. */
    private static Object input(Change change) {
        var record = new LinkedHashMap<String, Object>();
        record.put("collection", change.collection());
        record.put("id", change.id());
        record.put("rev", change.rev());
        var input = new LinkedHashMap<String, Object>();
        input.put("event", change.event());
        input.put("record", record);
        input.put("new", change.after());
        input.put("old", change.before());
        input.put("changed", change.changed());
        return input;
    }

    /** Letters, digits and {@code -._}; all else as {@code ~} and two hexadecimal digits for each byte. */
    private static String plain(String text) {
        var plain = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean fits =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._".indexOf(c) >= 0;
            if (fits) plain.append(c);
            else plain.append("~%02x".formatted((int) c));
        }
        return plain.toString();
    }
}

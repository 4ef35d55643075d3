package dev.crossdock.functions.controlapi.console;

import dev.crossdock.run.Rejects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A refused record with the field that failed marked. @param cells of the record as it was read */
public record RejectShown(String record, String field, String code, String message, String hint, List<Cell> cells) {
    private static final int MOST_CELLS = 40;

    /** @param wrong whether it is the field that failed */
    public record Cell(String name, String value, boolean wrong) {}

    static RejectShown of(Rejects.Reject reject) {
        var cells = new ArrayList<Cell>();
        var field = reject.field().startsWith("/") ? reject.field().substring(1) : reject.field();
        var top = field.contains("/") ? field.substring(0, field.indexOf('/')) : field;
        var name = top.replace("~1", "/").replace("~0", "~");
        if (reject.value() instanceof Map<?, ?> record) {
            record.forEach((key, value) -> {
                boolean wrong = String.valueOf(key).equals(name);
                var text = value == null ? "" : String.valueOf(value);
                // An empty field says nothing, unless it is the one that should say something.
                if (wrong || !text.isEmpty() && cells.size() < MOST_CELLS)
                    cells.add(new Cell(String.valueOf(key), Told.cut(text, 200), wrong));
            });
        } else if (reject.value() != null) {
            cells.add(new Cell("", Told.cut(String.valueOf(reject.value()), 400), false));
        }
        return new RejectShown(
                Told.number(reject.record()), field, reject.code(), reject.message(), reject.hint(), cells);
    }
}

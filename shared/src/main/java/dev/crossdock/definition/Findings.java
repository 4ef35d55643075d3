package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import java.util.ArrayList;
import java.util.List;

/** What was found in one definition so far. Not thread-safe. */
record Findings(List<Finding> problems, List<Finding> warnings) {
    Findings() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    /** @param pointer JSON Pointer of the key or value */
    void problem(Spot spot, String pointer, String code, String message, String hint) {
        problems.add(new Finding(spot, new Problem(code, spot.toString(), message, hint, pointer)));
    }

    void warning(Spot spot, String pointer, String code, String message, String hint) {
        warnings.add(new Finding(spot, new Problem(code, spot.toString(), message, hint, pointer)));
    }
}

package dev.crossdock.infra.cli;

import java.util.List;
import java.util.StringJoiner;

/** Changes as people read them: a line for each definition, and of a changed one the lines that differ. */
final class ChangesShown {
    private final Context context;

    ChangesShown(Context context) {
        this.context = context;
    }

    void print(List<Deployment.Change> changes) {
        for (var change : changes) {
            var left = change.left().isEmpty() ? "" : ": " + change.left();
            context.out.println(painted(change.what(), "%-8s %s".formatted(change.what(), change.name())) + left);
            if (change.what().equals("changed") && change.lines().isEmpty())
                context.out.println("    (the deployment's build writes the same in other words)");
            for (var line : change.lines()) context.out.println("    " + painted(line.substring(0, 1), line));
        }
    }

    /** {@code 1 created, 2 changed} */
    static String counted(List<Deployment.Change> changes) {
        var parts = new StringJoiner(", ");
        for (var what : List.of("created", "changed", "deleted")) {
            var count = changes.stream()
                    .filter(change -> change.what().equals(what))
                    .count();
            if (count > 0) parts.add(Screen.number(count) + " " + what);
        }
        return parts.toString();
    }

    private String painted(String what, String text) {
        if (!context.colourOut()) return text;
        var colour = switch (what) {
            case "+", "created" -> "32";
            case "-", "deleted" -> "31";
            case "changed" -> "33";
            default -> "0";
        };
        return "\u001B[" + colour + "m" + text + "\u001B[0m";
    }
}

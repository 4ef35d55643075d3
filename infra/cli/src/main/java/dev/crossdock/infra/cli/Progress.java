package dev.crossdock.infra.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is going on, on the messages' stream: bars that are drawn again in place on a terminal, else one plain line for each thing
 * that is done. Not thread-safe.
 */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 24;

    private final Context context;
    private final Map<String, String> lines = new LinkedHashMap<>();
    private final Map<String, String> said = new LinkedHashMap<>();
    private int drawn;

    Progress(Context context) {
        this.context = context;
    }

    /** @param done between 0 and 1; negative = not known */
    void at(String name, double done, String note) {
        lines.put(name, bar(done) + " " + name + "  " + note);
        if (context.errIsTerminal) draw();
    }

    /** The line stays; a plain stream sees only this one. */
    void done(String name, String mark, String note) {
        var line = name + "  " + note;
        lines.put(name, mark + " ".repeat(WIDTH + 2 - mark.length()) + line);
        if (context.errIsTerminal) draw();
        else if (!line.equals(said.put(name, line))) context.err.println(mark + " " + line);
    }

    private void draw() {
        var text = new StringBuilder();
        if (drawn > 0) text.append("\u001b[").append(drawn).append('A');
        for (var line : lines.values()) text.append('\r').append(cut(line)).append("\u001b[K\n");
        drawn = lines.size();
        context.err.print(text);
        context.err.flush();
    }

    /** A line that wraps would be counted wrongly when the next picture is drawn over it. */
    private String cut(String line) {
        var columns = columns();
        return line.length() < columns ? line : line.substring(0, columns - 1);
    }

    private int columns() {
        try {
            return Math.max(40, Integer.parseInt(context.env.getOrDefault("COLUMNS", "100")));
        } catch (NumberFormatException e) {
            return 100;
        }
    }

    private static String bar(double done) {
        if (done < 0) return "[" + "·".repeat(WIDTH) + "]";
        var full = (int) Math.round(Math.min(1, done) * WIDTH);
        return "[" + "█".repeat(full) + "·".repeat(WIDTH - full) + "]";
    }

    @Override
    public void close() {
        lines.clear();
        drawn = 0;
    }
}

package dev.crossdock.infra.cli;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is going on: bars that are drawn again in place on a terminal, else one plain line for each thing
 * that is done. Not thread-safe.
 */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 24;

    private final PrintStream to;
    private final boolean terminal;
    private final int columns;
    private final Map<String, String> lines = new LinkedHashMap<>();
    private final Map<String, String> said = new LinkedHashMap<>();
    private int drawn;

    /** On the messages' stream. */
    static Progress ofMessages(Context context) {
        return new Progress(context.err, context.errIsTerminal, context.columns);
    }

    /** On the results' stream, where what is done is the result; on the other one when results are JSON. */
    static Progress ofResults(Context context) {
        return context.json() ? ofMessages(context) : new Progress(context.out, context.outIsTerminal, context.columns);
    }

    private Progress(PrintStream to, boolean terminal, int columns) {
        this.to = to;
        this.terminal = terminal;
        this.columns = columns;
    }

    /** @param done between 0 and 1; negative = not known */
    void at(String name, double done, String note) {
        lines.put(name, bar(done) + " " + name + "  " + note);
        if (terminal) draw();
    }

    /** The line stays; a plain stream sees only this one. */
    void done(String name, String mark, String note) {
        var line = name + "  " + note;
        lines.put(name, mark + " " + line);
        if (terminal) draw();
        else if (!line.equals(said.put(name, line))) to.println(mark + " " + line);
    }

    private void draw() {
        var text = new StringBuilder();
        if (drawn > 0) text.append("\u001b[").append(drawn).append('A');
        for (var line : lines.values()) text.append('\r').append(cut(line)).append("\u001b[K\n");
        drawn = lines.size();
        to.print(text);
        to.flush();
    }

    /** A line that wraps would be counted wrongly when the next picture is drawn over it. */
    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, columns - 1);
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

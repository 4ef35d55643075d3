package dev.crossdock.bucket;

import dev.crossdock.definition.Text;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Formats;
import dev.crossdock.mapping.InputUse;
import dev.crossdock.mapping.TextTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the files of a run are called: a text with expressions, which may look at the record and then split the output by it, and
 * may hold {@code $part}, the part's number. Thread-safe.
 */
public final class OutputNames {
    /** Stands for the part's number until it is known; no name has this private character. */
    private static final String PART = "\uE0FF";

    private record Piece(String literal, TextTemplate template, String source, boolean readsRecord) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Object> variables;
    private final boolean parts;

    /**
     * @param text as the job says it
     * @param parts whether the output is cut into several files
     * @throws Refused when an expression does not compile
     */
    public OutputNames(String text, String place, Map<String, Object> variables, boolean parts) {
        for (var part : Text.parse(text)) {
            pieces.add(
                    part.expression()
                            ? new Piece(
                                    "",
                                    TextTemplate.compile("{" + part.text() + "}", place),
                                    part.text(),
                                    InputUse.of(part.text()))
                            : new Piece(part.text(), null, "", false));
        }
        this.parts = parts;
        this.variables = variables(variables, parts);
    }

    private OutputNames(String name, boolean parts) {
        pieces.add(new Piece(name, null, "", false));
        this.parts = parts;
        this.variables = Map.of();
    }

    /** A name as it stands, without expressions. */
    public static OutputNames plain(String name, boolean parts) {
        return new OutputNames(name, parts);
    }

    private static Map<String, Object> variables(Map<String, Object> given, boolean parts) {
        var all = new LinkedHashMap<>(given);
        if (parts) all.put("part", PART);
        return all;
    }

    /** Whether the record has a say in it. */
    boolean byRecord() {
        return pieces.stream().anyMatch(Piece::readsRecord);
    }

    boolean parts() {
        return parts;
    }

    /** Whether there is exactly one file. */
    public boolean one() {
        return !parts && !byRecord();
    }

    /** A name of that kind, to tell the format by. */
    public String sample() {
        var text = new StringBuilder();
        for (var piece : pieces) {
            if (piece.template() == null) text.append(piece.literal());
            else text.append(piece.readsRecord() ? "x" : piece.template().text(null, variables));
        }
        return numbered(text.toString(), 1);
    }

    /**
     * The name of the file that a record goes to, with a mark in the place of the part's number ({@link #numbered}).
     *
     * @throws Refused {@code map.no-value} when an expression over the record gives nothing for it
     */
    String of(Object record) {
        var text = new StringBuilder();
        for (var piece : pieces) {
            if (piece.template() == null) {
                text.append(piece.literal());
                continue;
            }
            var value = piece.template().text(record, variables);
            if (value.isEmpty() && piece.readsRecord()) {
                throw new Refused(Problem.of(
                        "map.no-value",
                        "{" + piece.source() + "} gives nothing for this record.",
                        "The file's name needs a value there."));
            }
            text.append(value);
        }
        return parts ? marked(text.toString()) : text.toString();
    }

    /** Before the suffix, where the name does not say it: {@code products-0001.ndjson}. */
    private static String marked(String name) {
        if (name.contains(PART)) return name;
        int from = name.lastIndexOf('/') + 1;
        var lower = name.toLowerCase(Locale.ROOT);
        int end = lower.endsWith(".gz") ? name.length() - 3 : name.length();
        for (var format : Formats.ALL) {
            for (var suffix : format.suffixes()) {
                if (lower.substring(0, end).endsWith(suffix) && end - suffix.length() > from) {
                    int at = end - suffix.length();
                    return name.substring(0, at) + "-" + PART + name.substring(at);
                }
            }
        }
        int dot = name.lastIndexOf('.', end - 1);
        int at = dot > from ? dot : end;
        return name.substring(0, at) + "-" + PART + name.substring(at);
    }

    /** @param part 1-based */
    static String numbered(String name, int part) {
        return name.replace(PART, "%04d".formatted(part));
    }
}

package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** How results look to people: tables without lines, counts that add up, sizes with units. */
final class Screen {
    private static final String[] SIZES = {"B", "KB", "MB", "GB", "TB"};

    private Screen() {}

    /** Columns as wide as their widest cell, the last one free. @param rows the first one is the head */
    static String table(List<List<String>> rows) {
        var widths = new int[rows.get(0).size()];
        for (var row : rows) {
            for (var i = 0; i < row.size(); i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (var i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i < row.size() - 1)
                    line.append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** {@code 298 read: 284 written, 13 skipped, 1 rejected}: only the counts that are not zero. */
    static String counts(JsonNode counts) {
        var parts = new StringJoiner(", ");
        for (var name : List.of("written", "unchanged", "skipped", "rejected", "unknown", "deleted")) {
            var count = counts.path(name).asLong();
            if (count > 0) parts.add(number(count) + " " + name);
        }
        var read = number(counts.path("read").asLong()) + " read";
        return parts.length() == 0 ? read : read + ": " + parts;
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1.2 MB}: three digits at most, in steps of 1,024. */
    static String size(long bytes) {
        var value = (double) bytes;
        var unit = 0;
        while (value >= 1000 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 || value >= 100
                ? Math.round(value) + " " + SIZES[unit]
                : String.format(Locale.ROOT, "%.1f %s", value, SIZES[unit]);
    }

    /** {@code 2025-11-24T03:19:21Z}: a time without its fractions, or nothing. */
    static String time(JsonNode time) {
        return time.isTextual() ? time.asText().replaceFirst("\\.\\d+", "") : "";
    }

    /** What started a run: a file's {@code bucket/name}, or whatever the host says. */
    static String source(JsonNode run) {
        var source = run.path("source");
        if (source.isObject()) {
            var file = source.has("file") && source.path("file").isObject() ? source.path("file") : source;
            var name = file.path("name")
                    .asText(file.path("file").asText(file.path("key").asText("")));
            return file.hasNonNull("bucket") ? file.path("bucket").asText() + "/" + name : name;
        }
        return source.asText("");
    }

    /** A coded message of the host as one line: a text, or an object with the parts of a problem. */
    static String problem(JsonNode problem) {
        if (problem.isTextual()) return problem.asText();
        var line = new StringBuilder(problem.path("code").asText());
        var place = problem.path("place").asText("");
        if (!place.isEmpty()) line.append(" · ").append(place);
        var message = problem.path("message").asText(problem.path("detail").asText(""));
        if (!message.isEmpty()) line.append(": ").append(message);
        var hint = problem.path("hint").asText("");
        return (hint.isEmpty() ? line : line.append(' ').append(hint)).toString();
    }

    /** A line of a run's rejects: file, record, byte, field, code, message, hint. */
    static String reject(JsonNode reject) {
        var field = reject.path("field").asText("");
        return "%s, record %s, byte %s%s: %s: %s %s"
                .formatted(
                        reject.path("file").asText(),
                        number(reject.path("record").asLong()),
                        number(reject.path("byte").asLong()),
                        field.isEmpty() ? "" : ", " + field,
                        reject.path("code").asText(),
                        reject.path("message").asText(),
                        reject.path("hint").asText(""))
                .strip();
    }

    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}

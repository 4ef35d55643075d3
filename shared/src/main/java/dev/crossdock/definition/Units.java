package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values with their unit, as YAML writes them. Every method throws {@link Refused} {@code config.value} for other text. */
public final class Units {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KB|MB|GB)");
    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})/(s|m|h)");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3})?)%");

    private Units() {}

    /** {@code 500ms}, {@code 10s}, {@code 5m}, {@code 24h}, {@code 30d}; longer than nothing. */
    public static Duration duration(String text) {
        var match = DURATION.matcher(text);
        if (!match.matches()) throw refuse(text, "a duration", "10s, 5m, 24h or 30d");
        long number = Long.parseLong(match.group(1));
        if (number == 0) throw refuse(text, "a duration longer than nothing", "10s, 5m, 24h or 30d");
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** {@code 64KB}, {@code 5MB} in bytes; a KB is 1,024 bytes. */
    public static long bytes(String text) {
        var match = SIZE.matcher(text);
        if (!match.matches() || Long.parseLong(match.group(1)) == 0) throw refuse(text, "a size", "64KB, 5MB or 1GB");
        long number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "B" -> number;
            case "KB" -> number << 10;
            case "MB" -> number << 20;
            default -> number << 30;
        };
    }

    /** {@code 50/s}, {@code 1000/m}, {@code 20000/h} in times per second. */
    public static double perSecond(String text) {
        var match = RATE.matcher(text);
        if (!match.matches() || Long.parseLong(match.group(1)) == 0) throw refuse(text, "a rate", "50/s or 1000/m");
        double number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "s" -> number;
            case "m" -> number / 60;
            default -> number / 3600;
        };
    }

    /** {@code 10%} as 0.1; at most 100 %. */
    public static double share(String text) {
        var match = PERCENT.matcher(text);
        if (!match.matches() || Double.parseDouble(match.group(1)) > 100) throw refuse(text, "a percentage", "10%");
        return Double.parseDouble(match.group(1)) / 100;
    }

    /** An IANA name: {@code Europe/Oslo}, {@code UTC}. */
    public static ZoneId zone(String text) {
        // Java also takes "+02:00" and "EST5EDT"-like ids: only names of the IANA list mean the same everywhere.
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            var near = Spelling.nearest(
                    text, ZoneId.getAvailableZoneIds().stream().sorted().toList());
            throw new Refused(Problem.of(
                    "config.value",
                    "\"" + text + "\" is no time zone.",
                    near.map(name -> "Did you mean " + name + "?")
                            .orElse("Write an IANA name such as Europe/Oslo or UTC.")));
        }
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw refuse(text, "a time zone", "Europe/Oslo");
        }
    }

    private static Refused refuse(String text, String what, String examples) {
        return new Refused(Problem.of(
                "config.value",
                "\"" + shortened(text) + "\" is not " + what + ".",
                repaired(text, what)
                        .map(better -> "Did you mean " + better + "?")
                        .orElse("Write a number and its unit: " + examples + ".")));
    }

    /** What people write for a unit and we do not take, because one way is enough. */
    private static Optional<String> repaired(String text, String what) {
        var match = Pattern.compile("([0-9]{1,9})\\s*([A-Za-z]+)").matcher(text.strip());
        if (!match.matches()) return Optional.empty();
        var unit = match.group(2).toLowerCase(java.util.Locale.ROOT);
        var better = switch (what) {
            case "a duration" ->
                switch (unit) {
                    case "ms", "millis", "milliseconds" -> "ms";
                    case "s", "sec", "secs", "second", "seconds" -> "s";
                    case "m", "min", "mins", "minute", "minutes" -> "m";
                    case "h", "hour", "hours" -> "h";
                    case "d", "day", "days" -> "d";
                    default -> "";
                };
            case "a size" ->
                switch (unit) {
                    case "b", "byte", "bytes" -> "B";
                    case "k", "kb", "kib" -> "KB";
                    case "m", "mb", "mib" -> "MB";
                    case "g", "gb", "gib" -> "GB";
                    default -> "";
                };
            default -> "";
        };
        var whole = match.group(1) + better;
        return better.isEmpty() || whole.equals(text) ? Optional.empty() : Optional.of(whole);
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}

package dev.crossdock.functions.controlapi.console;

import dev.crossdock.flow.Percent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times, numbers and sizes as people read them. @param now against which times are told @param zone of the project */
record Told(Instant now, ZoneId zone) {
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss z", Locale.ENGLISH);

    /** @param text {@code 3 min ago}, {@code in 2 h} @param full on the wall clock of the project @param iso for machines */
    public record Time(String text, String full, String iso) {
        static final Time NEVER = new Time("", "", "");
    }

    Time time(Instant at) {
        boolean past = !at.isAfter(now);
        var distance = span(Duration.between(at, now).abs());
        var text = past ? (distance.equals("0 s") ? "now" : distance + " ago") : "in " + distance;
        return new Time(text, FULL.format(at.atZone(zone)), at.toString());
    }

    Time time(Optional<Instant> at) {
        return at.map(this::time).orElse(Time.NEVER);
    }

    /** {@code 350 ms}, {@code 12 s}, {@code 3 min 20 s}: with two parts at most. */
    static String duration(Duration duration) {
        long ms = duration.toMillis();
        if (ms < 1_000) return ms + " ms";
        if (ms < 10_000) return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
        long s = duration.toSeconds();
        if (s < 60) return s + " s";
        if (s < 3_600) return s / 60 + " min" + (s % 60 == 0 ? "" : " " + s % 60 + " s");
        return s / 3_600 + " h" + (s % 3_600 < 60 ? "" : " " + s % 3_600 / 60 + " min");
    }

    private static String span(Duration duration) {
        long s = duration.toSeconds();
        if (s < 60) return s + " s";
        if (s < 3_600) return s / 60 + " min";
        if (s < 172_800) return s / 3_600 + " h";
        return s / 86_400 + " days";
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String size(long bytes) {
        if (bytes < 1_000) return bytes + " B";
        if (bytes < 1_000_000) return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        if (bytes < 1_000_000_000) return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    /** One segment of a path, or a value of a query. */
    static String encoded(String text) {
        return Percent.encoded(text);
    }

    /** A path whose slashes stay. */
    static String path(String path) {
        return encoded(path).replace("%2F", "/");
    }

    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}

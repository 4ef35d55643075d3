package dev.crossdock.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** A day's number as a date: a workbook has no dates, only numbers that are shown as such. */
final class XlsxDates {
    /** How a number is shown. */
    enum Kind {
        NUMBER,
        /** A point in time: a date, a time, or both. */
        DATE,
        /** A time that may be more than a day: {@code [h]:mm}. */
        ELAPSED
    }

    /** 9999-12-31, the last day that spreadsheet programs know. */
    private static final int LAST = 2_958_465;

    private static final long DAY_MS = 86_400_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private XlsxDates() {}

    /** How numbers of a format are shown. @param id of a built-in format @param code of one that the workbook declares, or null */
    static Kind kind(int id, String code) {
        if (code != null) return kind(code);
        if (id == 46) return Kind.ELAPSED;
        boolean date = id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58;
        return date ? Kind.DATE : Kind.NUMBER;
    }

    /** {@code yyyy-mm-dd}, {@code [h]:mm}: letters of dates outside of quotes, brackets and escapes, in the first section. */
    private static Kind kind(String code) {
        var plain = code.replaceAll("\"[^\"]*\"?|\\\\.|[_*].", "");
        int end = plain.indexOf(';');
        if (end >= 0) plain = plain.substring(0, end);
        if (plain.matches("(?is).*\\[(h+|m+|s+)].*")) return Kind.ELAPSED;
        plain = plain.replaceAll("\\[[^]]*]?", "").replaceAll("(?i)general", "");
        return plain.matches("(?is).*[ymdhs].*") ? Kind.DATE : Kind.NUMBER;
    }

    /**
     * @param day counted from 1900, or from 1904
     * @return {@code 2026-03-01}, {@code 2026-03-01T13:45:00}, {@code 13:45:00}, {@code PT36H30M}; empty when it is no day
     */
    static Optional<String> text(BigDecimal day, Kind kind, boolean from1904) {
        if (day.signum() < 0 && kind == Kind.DATE || day.abs().compareTo(BigDecimal.valueOf(LAST + 1L)) >= 0) {
            return Optional.empty();
        }
        // A time is a fraction that no number has exactly; a millisecond is as fine as spreadsheet programs count.
        long ms = day.multiply(BigDecimal.valueOf(DAY_MS))
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
        if (kind == Kind.ELAPSED) return Optional.of(Duration.ofMillis(ms).toString());
        long days = ms / DAY_MS;
        var time = LocalTime.ofNanoOfDay(ms % DAY_MS * 1_000_000);
        boolean midnight = time.equals(LocalTime.MIDNIGHT);
        if (days == 0 && !(from1904 && midnight)) return Optional.of(shown(time));
        var date = from1904
                ? LocalDate.of(1904, 1, 1).plusDays(days)
                // Before March 1900 a day less: Excel knows a 29 February 1900, as Lotus 1-2-3 did.
                : LocalDate.of(1899, 12, days < 60 ? 31 : 30).plusDays(days);
        return Optional.of(midnight ? date.toString() : date + "T" + shown(time));
    }

    static String shown(LocalTime time) {
        return time.getNano() == 0 ? time.format(TIME) : time.toString();
    }
}

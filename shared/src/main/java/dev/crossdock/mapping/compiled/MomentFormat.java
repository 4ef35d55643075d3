package dev.crossdock.mapping.compiled;

import dev.crossdock.mapping.compiled.MomentPicture.Part;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Writes moments. Weeks are ISO's: from Monday, of the month and year that their Thursday is in. */
final class MomentFormat {
    static final List<String> MONTHS =
            List.of("January February March April May June July August September October November December".split(" "));
    static final List<String> DAYS = List.of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" "));

    private MomentFormat() {}

    /** @param zone as {@code +0100}; null = UTC */
    static String format(long millis, MomentPicture picture, String zone) {
        int offset = zone == null ? 0 : offset(zone);
        var local = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC)
                .plusMinutes(offset / 100 * 60 + offset % 100);
        var text = new StringBuilder();
        for (var part : picture.parts) text.append(part.component() == 0 ? part.literal() : shown(part, local, offset));
        return text.toString();
    }

    /** Hours times a hundred, and minutes; what is no number is none. */
    private static int offset(String zone) {
        int end = 0;
        if (end < zone.length() && "+-".indexOf(zone.charAt(0)) >= 0) end++;
        while (end < zone.length() && end < 6 && Character.isDigit(zone.charAt(end))) end++;
        try {
            return Integer.parseInt(zone.substring(0, end));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String shown(Part part, LocalDateTime moment, int offset) {
        char component = part.component();
        switch (component) {
            case 'P':
                var half = moment.getHour() >= 12 ? "pm" : "am";
                return part.names() == 'N' ? half.toUpperCase(Locale.ROOT) : half;
            case 'C', 'E':
                return "ISO";
            case 'Z', 'z':
                return zone(part, offset);
            default:
        }
        long value = value(component, moment);
        if (part.names() == 0) {
            long shown = value;
            if (component == 'Y' && part.digits() > 0 && part.digits() < 18)
                shown %= (long) Math.pow(10, part.digits());
            return part.integer().format(BigInteger.valueOf(shown));
        }
        if ("MxF".indexOf(component) < 0) throw Failure.of("D3133", null, String.valueOf(component));
        var name = (component == 'F' ? DAYS : MONTHS).get((int) value - 1);
        if (part.names() != 'T') {
            name = part.names() == 'N' ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
        }
        return part.width() > 0 && name.length() > part.width() ? name.substring(0, part.width()) : name;
    }

    static long value(char component, LocalDateTime moment) {
        var thursday = moment.plusDays(4 - moment.getDayOfWeek().getValue());
        return switch (component) {
            case 'Y' -> moment.getYear();
            case 'M' -> moment.getMonthValue();
            case 'D' -> moment.getDayOfMonth();
            case 'd' -> moment.getDayOfYear();
            case 'F' -> moment.getDayOfWeek().getValue();
            case 'W' -> (thursday.getDayOfYear() - 1) / 7 + 1;
            case 'w' -> (thursday.getDayOfMonth() - 1) / 7 + 1;
            case 'X' -> thursday.getYear();
            case 'x' -> thursday.getMonthValue();
            case 'H' -> moment.getHour();
            case 'h' -> (moment.getHour() + 11) % 12 + 1;
            case 'm' -> moment.getMinute();
            case 's' -> moment.getSecond();
            case 'f' -> moment.getNano() / 1_000_000;
            default -> 0;
        };
    }

    private static String zone(Part part, int offset) {
        if (offset == 0 && part.zulu()) return "Z";
        var integer = part.integer();
        if (integer == null) throw Failure.of("D3133", null, String.valueOf(part.component()));
        String shown;
        if (integer.separated() || integer.mandatory == 3 || integer.mandatory == 4) {
            shown = integer.format(BigInteger.valueOf(offset));
        } else if (integer.mandatory > 4) {
            throw Failure.of("D3134", null, integer.mandatory);
        } else {
            shown = integer.format(BigInteger.valueOf(offset / 100));
            if (offset % 100 != 0) shown += ":" + String.format("%02d", Math.abs(offset % 100));
        }
        return (part.component() == 'z' ? "GMT" : "") + (offset >= 0 ? "+" : "") + shown;
    }
}

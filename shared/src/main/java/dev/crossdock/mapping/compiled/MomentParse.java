package dev.crossdock.mapping.compiled;

import com.google.re2j.Pattern;
import dev.crossdock.mapping.compiled.MomentPicture.Part;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads moments. */
final class MomentParse {
    private static final Pattern ISO = Pattern.compile(
            "(\\d{4})(?:-([01]\\d))?(?:-([0-3]\\d))?(?:T([0-2]\\d):([0-5]\\d):([0-5]\\d)(?:\\.(\\d+))?([+-][0-2]\\d:?[0-5]\\d|Z)?)?");
    private static final String DATES = "YXMxWwdD";
    private static final String TIMES = "PHhmsf";

    private MomentParse() {}

    /** @throws Failure D3110 when it is no such moment */
    static long iso(String text) {
        var found = ISO.matcher(text);
        if (!found.matches()) throw Failure.of("D3110", null, text);
        try {
            var fraction = found.group(7) == null ? "000" : (found.group(7) + "00").substring(0, 3);
            long millis = millis(
                    number(found.group(1), 0),
                    number(found.group(2), 1),
                    number(found.group(3), 1),
                    number(found.group(4), 0),
                    number(found.group(5), 0),
                    number(found.group(6), 0),
                    Integer.parseInt(fraction));
            var zone = found.group(8);
            if (zone == null || zone.equals("Z")) return millis;
            int minutes =
                    Integer.parseInt(zone.substring(1, 3)) * 60 + Integer.parseInt(zone.substring(zone.length() - 2));
            return millis - (zone.charAt(0) == '-' ? -minutes : minutes) * 60_000L;
        } catch (java.time.DateTimeException e) {
            throw Failure.of("D3110", null, text);
        }
    }

    private static int number(String digits, int missing) {
        return digits == null ? missing : Integer.parseInt(digits);
    }

    /** Days and hours beyond their month or day run on into the next one. */
    private static long millis(long year, long month, long day, long hour, long minute, long second, long milli) {
        return LocalDateTime.of((int) year, 1, 1, 0, 0)
                        .plusMonths(month - 1)
                        .plusDays(day - 1)
                        .plusHours(hour)
                        .plusMinutes(minute)
                        .plusSeconds(second)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli()
                + milli;
    }

    /** null when the text does not fit. @throws Failure D3133, D3136 */
    static Long parse(String text, MomentPicture picture, Instant now) {
        var pattern = new StringBuilder();
        for (var part : picture.parts) pattern.append('(').append(pattern(part)).append(')');
        var found =
                Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE).matcher(text);
        if (!found.matches()) return null;
        var values = new HashMap<Character, Long>();
        for (int i = 0; i < picture.parts.size(); i++) {
            var part = picture.parts.get(i);
            if (part.component() != 0) values.put(part.component(), value(part, found.group(i + 1)));
        }
        if (values.isEmpty() || values.containsValue(null)) return null;
        return moment(values, LocalDateTime.ofInstant(now, ZoneOffset.UTC));
    }

    private static String pattern(Part part) {
        char component = part.component();
        if (component == 0) return Pattern.quote(part.literal());
        if (component == 'Z' || component == 'z') {
            return (component == 'z' ? "GMT" : "")
                    + "[-+][0-9]+"
                    + (separated(part) ? Pattern.quote(part.integer().separator()) + "[0-9]+" : "");
        }
        if (part.integer() != null) return part.integer().pattern();
        if ("MxFP".indexOf(component) < 0) throw Failure.of("D3133", null, String.valueOf(component));
        return "[a-zA-Z]+";
    }

    private static boolean separated(Part part) {
        return part.integer() != null && part.integer().separated();
    }

    private static Long value(Part part, String text) {
        switch (part.component()) {
            case 'Z', 'z':
                return zone(part, part.component() == 'z' ? text.substring(3) : text);
            case 'P':
                return text.equalsIgnoreCase("pm") ? 1L : 0L;
            case 'f':
                return Long.parseLong((text + "00").substring(0, 3));
            default:
        }
        if (part.names() == 0) {
            var number = part.integer().parse(text);
            return number == null ? null : number.longValue();
        }
        var names = part.component() == 'F' ? MomentFormat.DAYS : MomentFormat.MONTHS;
        return named(names, text, part.width());
    }

    private static Long named(List<String> names, String text, int width) {
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (width > 0 && name.length() > width) name = name.substring(0, width);
            if (name.equalsIgnoreCase(text)) return i + 1L;
        }
        return null;
    }

    private static long zone(Part part, String text) {
        int hours = 2;
        int minutes = text.length();
        if (separated(part)) {
            hours = text.indexOf(part.integer().separator()) - 1;
            minutes = hours + 1 + part.integer().separator().length();
        } else if (text.length() - 1 > 2) {
            minutes = 3;
        } else {
            hours = text.length() - 1;
        }
        long offset = Long.parseLong(text.substring(1, 1 + hours)) * 60;
        if (minutes < text.length()) offset += Long.parseLong(text.substring(minutes));
        return text.charAt(0) == '-' ? -offset : offset;
    }

    private static long moment(Map<Character, Long> values, LocalDateTime now) {
        boolean yearDay = !only(values, DATES, "YMD") && only(values, DATES, "Yd");
        boolean week = only(values, DATES, "Xxw") || only(values, DATES, "XW");
        boolean half = !only(values, TIMES, "Hmsf") && only(values, TIMES, "Phmsf");
        if (week) throw Failure.of("D3136");
        var wanted = (yearDay ? "Yd" : "YMD") + (half ? "Phmsf" : "Hmsf");
        boolean begun = false;
        boolean ended = false;
        for (char component : wanted.toCharArray()) {
            if (values.containsKey(component)) {
                // A gap between what is known cannot be filled.
                if (ended) throw Failure.of("D3136");
                begun = true;
            } else if (begun) {
                ended = true;
                values.put(component, "MDd".indexOf(component) >= 0 ? 1L : 0L);
            } else {
                values.put(component, MomentFormat.value(component, now));
            }
        }
        long hour = half ? values.get('h') % 12 + 12 * values.get('P') : values.get('H');
        long millis = millis(
                values.get('Y'),
                yearDay ? 1 : values.get('M'),
                values.get(yearDay ? 'd' : 'D'),
                hour,
                values.get('m'),
                values.get('s'),
                values.get('f'));
        var offset = values.getOrDefault('Z', values.get('z'));
        return offset == null ? millis : millis - offset * 60_000;
    }

    /** Whether of all these some are there, and none but those. */
    private static boolean only(Map<Character, Long> values, String all, String those) {
        boolean some = false;
        for (char component : all.toCharArray()) {
            if (!values.containsKey(component)) continue;
            if (those.indexOf(component) < 0) return false;
            some = true;
        }
        return some;
    }
}

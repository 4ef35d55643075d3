package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * The five fields of a Unix cron line: minute, hour, day of month, month, day of week (0 and 7 are Sunday). Each is {@code *},
 * a number or name, a range, a list of these, or any of them with a step. {@link Fires} says which moments it means.
 */
public final class Cron {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int[] LENGTHS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Cron() {}

    /**
     * The values of a line's fields.
     *
     * @param days 1 to 31
     * @param weekdays 0 to 6, Sunday is 0
     * @param anyDay whether the day of month is {@code *}
     * @param anyWeekday whether the day of week is {@code *}; when neither is, a day that fits one of them is meant
     */
    record Fields(
            BitSet minutes,
            BitSet hours,
            BitSet days,
            BitSet months,
            BitSet weekdays,
            boolean anyDay,
            boolean anyWeekday) {
        boolean on(LocalDate date) {
            if (!months.get(date.getMonthValue())) return false;
            boolean day = days.get(date.getDayOfMonth());
            boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
            return anyDay || anyWeekday ? day && weekday : day || weekday;
        }
    }

    /** @throws Refused {@code config.value} with the field that is wrong, or when no day of any year is meant */
    public static void check(String line) {
        parse(line);
    }

    /** @throws Refused as {@link #check} does */
    static Fields parse(String line) {
        var fields = line.strip().split("\\s+");
        if (line.isBlank() || fields.length != 5) {
            throw refuse(
                    line,
                    "has " + (line.isBlank() ? 0 : fields.length) + " fields instead of 5",
                    "Write minute, hour, day of month, month, day of week: \"0 2 * * *\" is daily at two.");
        }
        var minutes = field(line, "minute", fields[0], 0, 59, List.of());
        var hours = field(line, "hour", fields[1], 0, 23, List.of());
        var days = field(line, "day of month", fields[2], 1, 31, List.of());
        var months = field(line, "month", fields[3], 1, 12, MONTHS);
        var weekdays = field(line, "day of week", fields[4], 0, 7, DAYS);
        // A day of week fires by itself (cron's "or"), so only a day of month alone can be impossible.
        if (fields[4].equals("*") && months.stream().noneMatch(month -> days.nextSetBit(0) <= LENGTHS[month - 1])) {
            throw refuse(line, "means a day that no month has", "Choose an earlier day of the month.");
        }
        if (weekdays.get(7)) weekdays.set(0);
        return new Fields(minutes, hours, days, months, weekdays, fields[2].equals("*"), fields[4].equals("*"));
    }

    private static BitSet field(String line, String name, String text, int low, int high, List<String> names) {
        var set = new BitSet();
        for (var part : text.split(",", -1)) {
            var pieces = part.split("/", -1);
            if (pieces.length > 2 || part.isEmpty()) throw unreadable(line, name, text, low, high);
            int step = 1;
            if (pieces.length == 2) {
                step = number(line, name, pieces[1], 1, high, List.of());
            }
            int from = low;
            int to = high;
            if (!pieces[0].equals("*")) {
                var ends = pieces[0].split("-", -1);
                if (ends.length > 2) throw unreadable(line, name, text, low, high);
                from = number(line, name, ends[0], low, high, names);
                to = ends.length == 2
                        ? number(line, name, ends[1], low, high, names)
                        : pieces.length == 2 ? high : from;
                if (to < from)
                    throw refuse(line, "has a " + name + " that runs backwards: " + part, "Write two ranges.");
            }
            for (int i = from; i <= to; i += step) set.set(i);
        }
        return set;
    }

    private static int number(String line, String name, String text, int low, int high, List<String> names) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) return named + low;
        if (!text.matches("[0-9]{1,2}")) throw unreadable(line, name, text, low, high);
        int number = Integer.parseInt(text);
        if (number < low || number > high) throw unreadable(line, name, text, low, high);
        return number;
    }

    private static Refused unreadable(String line, String name, String text, int low, int high) {
        return refuse(
                line, "has no " + name + " in \"" + text + "\"", "It goes from " + low + " to " + high + ", or is *.");
    }

    private static Refused refuse(String line, String what, String hint) {
        return new Refused(Problem.of("config.value", "the cron line \"" + line + "\" " + what + ".", hint));
    }
}

package dev.crossdock.infra.local;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Schedules as others write them, in the six fields that quarkus-scheduler reads (Quartz: seconds first). */
final class Cron {
    private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");
    private static final Pattern WEEKDAY = Pattern.compile("(?<![/\\d])\\d");
    private static final Pattern CRON = Pattern.compile("cron\\((.+)\\)");

    private Cron() {}

    /** EventBridge's {@code cron(minute hour day month weekday year)}. @throws IllegalArgumentException when it is none */
    static String ofEventBridge(String expression) {
        var cron = CRON.matcher(expression);
        if (!cron.matches())
            throw new IllegalArgumentException("\"" + expression + "\" is neither rate(…) nor cron(…)");
        return "0 " + cron.group(1).strip();
    }

    /** EventBridge's {@code rate(3 minutes)}; null when the expression is no rate. */
    static Duration rate(String expression) {
        var rate = RATE.matcher(expression);
        if (!rate.matches()) return null;
        long n = Long.parseLong(rate.group(1));
        return switch (rate.group(2)) {
            case "minute" -> Duration.ofMinutes(n);
            case "hour" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    /**
     * A crontab's five fields, {@code 0 2 * * MON-FRI}; weekdays are 0 to 7 (0 and 7 are Sunday) or names.
     *
     * @return one expression, or two when both day and weekday are set: a crontab reads that as "either", which Quartz cannot
     *     say in one
     * @throws IllegalArgumentException when there are not five fields
     */
    static List<String> ofCrontab(String expression) {
        var field = expression.strip().toUpperCase(Locale.ROOT).split("\\s+");
        if (field.length != 5) throw new IllegalArgumentException("\"" + expression + "\" has not five fields");
        var byDay = String.join(" ", "0", field[0], field[1], field[2], field[3], "?");
        var byWeekday = String.join(" ", "0", field[0], field[1], "?", field[3], quartzDays(field[4]));
        if (field[4].equals("*")) return List.of(byDay);
        return field[2].equals("*") ? List.of(byWeekday) : List.of(byDay, byWeekday);
    }

    /** Quartz counts from Sunday = 1. A step ({@code /2}) is no weekday. */
    private static String quartzDays(String weekday) {
        return WEEKDAY.matcher(weekday).replaceAll(m -> Integer.toString(Integer.parseInt(m.group()) % 7 + 1));
    }
}

package dev.crossdock.infra.local;

import java.time.Duration;
import java.util.regex.Pattern;

/** Schedules as others write them, in the six fields that quarkus-scheduler reads (Quartz: seconds first). */
public final class Cron {
    private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");
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
    public static Duration rate(String expression) {
        var rate = RATE.matcher(expression);
        if (!rate.matches()) return null;
        long n = Long.parseLong(rate.group(1));
        return switch (rate.group(2)) {
            case "minute" -> Duration.ofMinutes(n);
            case "hour" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }
}

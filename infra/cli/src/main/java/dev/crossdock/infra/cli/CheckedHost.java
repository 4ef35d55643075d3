package dev.crossdock.infra.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the host says that the command talks to. */
final class CheckedHost {
    /** Clocks may differ by less without anybody noticing; webhooks are refused when theirs are five minutes away. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final Context context;
    private final Clock clock;
    private boolean running;

    CheckedHost(Context context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    /** Whether anything answered; asked after {@link #all}. */
    boolean running() {
        return running;
    }

    List<Checked> all() {
        var all = new ArrayList<Checked>();
        long began = System.nanoTime();
        try {
            var answer = context.api().send("GET", "/jobs?limit=1", BodyPublishers.noBody(), Map.of());
            running = true;
            var took = Duration.ofNanos(System.nanoTime() - began);
            all.add(Checked.good("host", context.host() + " answers after " + took.toMillis() + " ms"));
            answer.headers().firstValue("date").ifPresent(date -> all.add(time(date)));
            context.api().json(answer);
            for (var connection : context.api().items("/connections", 100)) all.add(held(connection));
        } catch (Failure e) {
            running = e.exit() != Failure.NO_HOST;
            all.add(
                    running
                            ? Checked.bad("host", e.problem())
                            : Checked.odd(
                                    "host", "nothing answers at " + context.host() + ". Start it with: crossdock up"));
        }
        return all;
    }

    private Checked time(String date) {
        try {
            var there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            var apart = Duration.between(there, clock.instant()).abs();
            return apart.compareTo(SKEW) < 0
                    ? Checked.good("clock", "as the host's")
                    : Checked.odd(
                            "clock",
                            "the host's is " + apart.toSeconds()
                                    + " s away from this one. Set both by NTP: signatures hold for minutes.");
        } catch (DateTimeParseException e) {
            return Checked.odd("clock", "the host says a time that is none: \"" + Screen.shortened(date, 40) + "\".");
        }
    }

    private static Checked held(com.fasterxml.jackson.databind.JsonNode connection) {
        var name = "connection " + connection.path("connection").asText();
        var since = Screen.time(connection.path("since"));
        return connection.path("state").asText().equals("open")
                ? Checked.bad(
                        name,
                        "gives no good answer since " + since + ": "
                                + connection.path("reason").asText()
                                + ". Everything for it waits and is sent when it answers.")
                : Checked.odd(name, "has asked for time, until " + Screen.time(connection.path("next")) + ".");
    }
}

package dev.crossdock.web;

import dev.crossdock.flow.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** What is said of a call that did not go well. Never a secret, never a whole answer. */
final class Reasons {
    private static final int EXCERPT = 200;

    private final String connection;
    private final String place;
    private final String request;

    Reasons(Effect effect, Request request) {
        this(effect.connection(), effect.toString(), request.toString());
    }

    /** @param place for messages @param request as messages call it */
    Reasons(String connection, String place, String request) {
        this.connection = connection;
        this.place = place;
        this.request = request;
    }

    /** Of an answer that is no success. */
    Problem answered(Http.Answer answer, int attempt, Auth.Ready ready) {
        int status = answer.status();
        var excerpt = excerpt(answer.body(), ready);
        var said = "%s answered %d to %s (attempt %d)%s."
                .formatted(connection, status, request, attempt, excerpt.isEmpty() ? "" : ": " + excerpt);
        var file = "connections/" + connection + ".yaml";
        if (status == 429) {
            return problem("web.throttled", said, "Lower limits.rate in " + file + ", then send it again.");
        }
        if (status == 401 || status == 403) {
            return problem("web.unauthorised", said, "Check auth in " + file + ", then send it again.");
        }
        if (status < 400) {
            return problem(
                    "web.redirected", said, "Redirects are not followed: write the final address into " + file + ".");
        }
        if (status < 500 && status != 408 && status != 425) {
            return problem("web.refused", said, "Correct the record or what is made of it, then send it again.");
        }
        return problem("web.failed", said, "See what is wrong at " + connection + ", then send it again.");
    }

    Problem unreachable(Http.NotSent failure, int attempt) {
        return problem(
                "web.unreachable",
                "%s could not be reached for %s (attempt %d): %s."
                        .formatted(connection, request, attempt, failure.getMessage()),
                "See whether it runs, and whether url in connections/" + connection + ".yaml is right.");
    }

    Problem lost(Http.Lost failure, int attempt) {
        return problem(
                "web.lost",
                "%s may have got %s, but its answer did not arrive (attempt %d): %s."
                        .formatted(connection, request, attempt, failure.getMessage()),
                unclear());
    }

    Problem interrupted() {
        return problem(
                "web.interrupted",
                "the process ended while " + request + " was under way to " + connection + ".",
                unclear());
    }

    Problem bodyChanged() {
        return problem(
                "web.body-changed",
                "the body of " + request
                        + " is now rendered to other bytes than under the same idempotency key before.",
                "Look at " + connection + " whether the first one arrived, then send it again.");
    }

    /** Of an answer that should say what became of each record, and cannot be read. */
    Problem unreadable(String why, int attempt) {
        return problem(
                "web.answer",
                "the answer of %s to %s (attempt %d) does not say what became of each record: %s."
                        .formatted(connection, request, attempt, why),
                "Check results of the job against what " + connection + " answers.");
    }

    /** Of a record that the other side refused in an answer about several. */
    Problem refused(BulkAnswer.Fate fate, String id) {
        return problem(
                "web.refused",
                "%s refused %s in its answer to %s%s%s."
                        .formatted(
                                connection,
                                id.isEmpty() ? "this record" : "\"" + shortened(id) + "\"",
                                request,
                                fate.status() == 0 ? "" : " with " + fate.status(),
                                fate.said().isEmpty() ? "" : ": " + shortened(fate.said())),
                "Correct the record or what is made of it, then send it again.");
    }

    /** Of a record that the answer does not name, or says nothing clear about. */
    Problem unnamed(BulkAnswer.Fate fate, String id) {
        return problem(
                "web.unnamed",
                "the answer of %s to %s does not say what became of %s%s."
                        .formatted(
                                connection,
                                request,
                                id.isEmpty() ? "this record" : "\"" + shortened(id) + "\"",
                                fate.status() == 0 ? "" : " (it says " + fate.status() + ")"),
                "Look at " + connection + " whether it is there; if not, send it again. Check results of the job.");
    }

    /** Of a call of which some records are to be sent again. */
    Problem partly(int again, int of, int attempt) {
        return problem(
                "web.failed",
                "%s did not take %,d of %,d records now (attempt %d).".formatted(connection, again, of, attempt),
                "See what is wrong at " + connection + ", then send them again.");
    }

    /** Of a record for which no call was made any more. */
    Problem away(Instant since, Duration within) {
        return problem(
                "web.away",
                "%s has given no good answer since %s, longer than retry.for (%s)."
                        .formatted(connection, since, words(within)),
                "See whether it runs, then send the rejects again.");
    }

    private static String words(Duration time) {
        if (time.toSeconds() % 3600 == 0) return time.toHours() + "h";
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
    }

    /** Of a definition, which is not this record's fault. */
    Problem refused(Problem problem) {
        return problem.place().isEmpty() ? problem.at(place()) : problem;
    }

    private String unclear() {
        return "Look at " + connection + " whether it has happened; if not, send it again.";
    }

    private Problem problem(String code, String message, String hint) {
        return Problem.of(code, message, hint).at(place());
    }

    private String place() {
        return place;
    }

    /** The beginning of an answer in one line, without secrets that it says back. */
    static String excerpt(byte[] body, Auth.Ready ready) {
        // Cleaned as a whole, so that a secret is not cut in half and then missed.
        var head = new String(body, 0, Math.min(body.length, 16 << 10), StandardCharsets.UTF_8);
        return shortened(ready.clean(head));
    }

    /** In one line, and not long. */
    static String shortened(String words) {
        var text = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    }
}

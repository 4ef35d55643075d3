package dev.crossdock.web;

import dev.crossdock.flow.Problem;
import java.nio.charset.StandardCharsets;

/** What is said of a call that did not go well. Never a secret, never a whole answer. */
final class Reasons {
    private static final int EXCERPT = 200;

    private final Effect effect;
    private final Request request;

    Reasons(Effect effect, Request request) {
        this.effect = effect;
        this.request = request;
    }

    /** Of an answer that is no success. */
    Problem answered(Http.Answer answer, int attempt, Auth.Ready ready) {
        int status = answer.status();
        var excerpt = excerpt(answer.body(), ready);
        var said = "%s answered %d to %s (attempt %d)%s."
                .formatted(effect.connection(), status, request, attempt, excerpt.isEmpty() ? "" : ": " + excerpt);
        var file = "connections/" + effect.connection() + ".yaml";
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
        return problem("web.failed", said, "See what is wrong at " + effect.connection() + ", then send it again.");
    }

    Problem unreachable(Http.NotSent failure, int attempt) {
        return problem(
                "web.unreachable",
                "%s could not be reached for %s (attempt %d): %s."
                        .formatted(effect.connection(), request, attempt, failure.getMessage()),
                "See whether it runs, and whether url in connections/" + effect.connection() + ".yaml is right.");
    }

    Problem lost(Http.Lost failure, int attempt) {
        return problem(
                "web.lost",
                "%s may have got %s, but its answer did not arrive (attempt %d): %s."
                        .formatted(effect.connection(), request, attempt, failure.getMessage()),
                unclear());
    }

    Problem interrupted() {
        return problem(
                "web.interrupted",
                "the process ended while " + request + " was under way to " + effect.connection() + ".",
                unclear());
    }

    Problem bodyChanged() {
        return problem(
                "web.body-changed",
                "the body of " + request
                        + " is now rendered to other bytes than under the same idempotency key before.",
                "Look at " + effect.connection() + " whether the first one arrived, then send it again.");
    }

    /** Of a definition, which is not this record's fault. */
    Problem refused(Problem problem) {
        return problem.place().isEmpty() ? problem.at(place()) : problem;
    }

    private String unclear() {
        return "Look at " + effect.connection() + " whether it has happened; if not, send it again.";
    }

    private Problem problem(String code, String message, String hint) {
        return Problem.of(code, message, hint).at(place());
    }

    private String place() {
        return effect.toString();
    }

    /** The beginning of an answer in one line, without secrets that it says back. */
    static String excerpt(byte[] body, Auth.Ready ready) {
        // Cleaned as a whole, so that a secret is not cut in half and then missed.
        var head = new String(body, 0, Math.min(body.length, 16 << 10), StandardCharsets.UTF_8);
        var text = ready.clean(head).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    }
}

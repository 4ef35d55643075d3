package dev.crossdock.event;

import dev.crossdock.flow.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A problem as an HTTP answer, {@code application/problem+json} (RFC 9457).
 *
 * @param type {@code about:blank#code}: stable, one per code
 * @param title what kind of problem, the same for every occurrence
 * @param code as in the list of problems
 * @param detail what is wrong and what to do
 * @param errors each part that is wrong, with its place in the request
 */
public record HttpProblem(String type, String title, int status, String code, String detail, List<Error> errors) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /** @param pointer JSON Pointer into the request's body; empty for the whole of it */
    public record Error(String pointer, String code, String detail) {}

    /** Codes whose status does not follow from their last word. */
    private static final Map<String, Integer> STATUS = Map.ofEntries(
            Map.entry("file.exists", 412),
            Map.entry("file.range", 416),
            Map.entry("file.gone", 404),
            Map.entry("file.too-large", 413),
            Map.entry("record.precondition", 412),
            Map.entry("record.too-large", 413),
            Map.entry("request.unauthorised", 401),
            Map.entry("request.forbidden", 403),
            Map.entry("run.not-ended", 409),
            Map.entry("run.ended", 409));

    private static final Map<Integer, String> TITLES = Map.of(
            400, "The request cannot be understood",
            401, "Who calls is not known",
            403, "Not allowed",
            404, "Not found",
            409, "It does not fit to what is there",
            412, "The condition does not hold",
            413, "Too large",
            416, "Not a part of the file",
            422, "The content is not acceptable",
            503, "Out of reach just now");

    public static HttpProblem of(Problem problem) {
        return of(problem, List.of());
    }

    /** @param parts what is wrong in detail; their fields are JSON Pointers */
    public static HttpProblem of(Problem problem, List<Problem> parts) {
        int status = status(problem.code());
        return new HttpProblem(
                "about:blank#" + problem.code(),
                TITLES.getOrDefault(status, "Failed"),
                status,
                problem.code(),
                text(problem),
                (parts.isEmpty() && !problem.field().isEmpty() ? List.of(problem) : parts)
                        .stream()
                                .map(p -> new Error(p.field(), p.code(), text(p)))
                                .toList());
    }

    /** Of an answer that has no problem of ours behind it. */
    public static HttpProblem of(int status, String detail) {
        var title = TITLES.getOrDefault(status, "Failed");
        var code = "http." + status;
        return new HttpProblem("about:blank#" + code, title, status, code, detail, List.of());
    }

    private static String text(Problem problem) {
        var text = problem.message();
        if (!problem.place().isEmpty()) text = problem.place() + ": " + text;
        return problem.hint().isEmpty() ? text : text + " " + problem.hint();
    }

    static int status(String code) {
        var known = STATUS.get(code);
        if (known != null) return known;
        var last = code.substring(code.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (last.equals("unknown")) return 404;
        if (last.equals("conflict")) return 409;
        return code.startsWith("request.") ? 400 : 422;
    }
}

package dev.crossdock.functions.http;

import dev.crossdock.flow.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers in the product's forms: {@code application/problem+json}, and lists of {@code items} with a {@code next}. */
public final class Answers {
    private static final MediaType PROBLEM = MediaType.valueOf("application/problem+json");
    private static final int LARGEST_PAGE = 1000;

    private Answers() {}

    /** By the last part of its code: unknown things are 404, conflicts 409, everything else the caller's 400. */
    public static Response problem(Problem problem) {
        return problem(problem, status(problem.code()), List.of());
    }

    /** @param errors one for each part of the request that is wrong, with a JSON Pointer */
    public static Response problem(Problem problem, int status, List<Problem> errors) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "https://crossdock.dev/problems/" + problem.code());
        body.put("title", title(status));
        body.put("status", status);
        body.put("code", problem.code());
        body.put("detail", (problem.message() + " " + problem.hint()).strip());
        if (!problem.place().isEmpty()) body.put("instance", problem.place());
        if (!problem.field().isEmpty()) body.put("field", problem.field());
        body.put("errors", errors.stream().map(Answers::error).toList());
        return Response.status(status).type(PROBLEM).entity(body).build();
    }

    private static Map<String, Object> error(Problem problem) {
        var error = new LinkedHashMap<String, Object>();
        error.put("pointer", problem.field());
        error.put("code", problem.code());
        error.put("detail", (problem.message() + " " + problem.hint()).strip());
        if (!problem.place().isEmpty()) error.put("place", problem.place());
        return error;
    }

    public static Map<String, Object> list(List<?> items, Optional<String> next) {
        var list = new LinkedHashMap<String, Object>();
        list.put("items", items);
        list.put("next", next.orElse(null));
        return list;
    }

    /** @return between 1 and 1,000 */
    public static int limit(Integer asked, int otherwise) {
        return asked == null ? otherwise : Math.max(1, Math.min(LARGEST_PAGE, asked));
    }

    private static int status(String code) {
        switch (code) {
            case "file.exists" -> {
                return 412; // a write asked for If-None-Match: *
            }
            case "file.range" -> {
                return 416;
            }
            case "file.confirm" -> {
                return 409;
            }
            default -> {}
        }
        var last = code.substring(code.lastIndexOf('.') + 1);
        return switch (last) {
            case "unknown" -> 404;
            case "conflict", "not-ended", "not-held", "not-failed", "compensated", "superseded", "exists", "at-work" ->
                409;
            case "idempotency-conflict" -> 422;
            case "precondition" -> 412;
            case "too-large" -> 413;
            default -> 400;
        };
    }

    private static String title(int status) {
        var known = Response.Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}

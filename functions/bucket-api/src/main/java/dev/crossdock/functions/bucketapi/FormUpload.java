package dev.crossdock.functions.bucketapi;

import dev.crossdock.bucket.ObjectStore.Stored;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The files of one form, each with its own answer. */
final class FormUpload {
    private static final Set<String> FIELDS = Set.of("file", "file[]");
    private static final int SOME_FAILED = 207;

    private FormUpload() {}

    /**
     * 201 when every file was written, 207 when some were, else the first one's problem. The answer of a single file also stands at
     * the top, as that of a PUT.
     */
    static Response answer(List<FileUpload> parts, Function<FileUpload, Stored> write) {
        var sent = parts == null
                ? List.<FileUpload>of()
                : parts.stream().filter(part -> FIELDS.contains(part.name())).toList();
        if (sent.isEmpty()) {
            throw new Refused(Problem.of(
                    "request.form",
                    "the form has no file in a field \"file\".",
                    "Send it as multipart/form-data: curl -F file=@products.csv …"));
        }
        var items = new ArrayList<Map<String, Object>>();
        var problems = new ArrayList<Problem>();
        for (var part : sent) {
            try {
                items.add(written(write.apply(part)));
            } catch (Refused e) {
                problems.add(e.problem());
                var item = new LinkedHashMap<String, Object>();
                item.put("name", part.fileName());
                item.put("problem", Answers.problem(e.problem()).getEntity());
                items.add(item);
            }
        }
        if (problems.size() == sent.size()) return Answers.problem(problems.get(0));
        var answer = new LinkedHashMap<String, Object>(items.size() == 1 ? items.get(0) : Map.of());
        answer.put("items", items);
        return Response.status(problems.isEmpty() ? Response.Status.CREATED.getStatusCode() : SOME_FAILED)
                .entity(answer)
                .build();
    }

    private static Map<String, Object> written(Stored stored) {
        var view = BucketApi.FileView.of(stored);
        var item = new LinkedHashMap<String, Object>();
        item.put("name", view.name());
        item.put("size", view.size());
        item.put("etag", view.etag());
        return item;
    }
}

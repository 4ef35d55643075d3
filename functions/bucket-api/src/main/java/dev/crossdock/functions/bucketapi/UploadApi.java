package dev.crossdock.functions.bucketapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crossdock.bucket.Uploads;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;

/** Large files: their sender gets addresses for the parts, sends them to the store itself, and says when it is done. */
@Path("/buckets/{bucket}/uploads")
@Produces(MediaType.APPLICATION_JSON)
public class UploadApi {
    /** How long the addresses hold; a role's own credentials may end before. */
    private static final Duration WITHIN = Duration.ofHours(6);

    private static final String SEPARATOR = "\n";

    private final Files files;
    private final Uploads uploads;
    private final BegunUploads begun;

    UploadApi(Files files, Uploads uploads) {
        this.files = files;
        this.uploads = uploads;
        this.begun = new BegunUploads(files.objects());
    }

    /** @param resume go on with an earlier upload of that name and size that was not completed, if there is one */
    public record Wanted(String name, Long size, String contentType, Boolean resume) {}

    /** @param partSize bytes of each part but the last */
    public record Begun(String id, long partSize, List<Address> parts) {}

    /** @param etag of what is there of the part, whole; null = nothing is */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Address(int number, URI url, String etag) {}

    public record Sent(List<Uploads.Part> parts) {}

    @POST
    public Response start(@PathParam("bucket") String bucket, Wanted wanted) {
        files.known(bucket);
        if (wanted == null || wanted.name() == null || wanted.size() == null || wanted.size() < 0) {
            throw new Refused(Problem.of(
                    "request.upload",
                    "name or size is missing.",
                    "Send {\"name\": …, \"size\": bytes, \"contentType\": …}."));
        }
        files.check(bucket, wanted.name());
        long partSize = Uploads.partSize(wanted.size())
                .orElseThrow(() -> new Refused(Problem.of(
                        "file.too-large",
                        "%,d bytes are more than a store takes.".formatted(wanted.size()),
                        "Split it.")));
        var key = bucket + "/" + wanted.name();
        var type = Files.type(wanted.contentType());
        if (Boolean.TRUE.equals(wanted.resume())) {
            var earlier = begun.find(key, wanted.size());
            var sent = earlier.flatMap(upload -> uploads.sent(key, upload));
            if (sent.isPresent()) {
                return Response.ok(begun(
                                new Opened(key, wanted.name(), earlier.get(), wanted.size()), partSize, sent.get()))
                        .build();
            }
        }
        var upload = uploads.start(key, type);
        begun.note(key, wanted.size(), upload);
        return Response.status(Response.Status.CREATED)
                .entity(begun(new Opened(key, wanted.name(), upload, wanted.size()), partSize, List.of()))
                .build();
    }

    /** What is there of an upload, and where the rest goes. */
    @GET
    @Path("{id}")
    public Begun get(@PathParam("bucket") String bucket, @PathParam("id") String id) {
        files.known(bucket);
        var upload = Opened.of(bucket, id);
        var sent = uploads.sent(upload.key(), upload.upload()).orElseThrow(UploadApi::unknown);
        return begun(upload, Uploads.partSize(upload.size()).orElseThrow(UploadApi::unknown), sent);
    }

    private Begun begun(Opened upload, long partSize, List<Uploads.Sent> sent) {
        long parts = Math.max(1, (upload.size() + partSize - 1) / partSize);
        var there = new HashMap<Integer, Uploads.Sent>();
        sent.forEach(part -> there.put(part.number(), part));
        var addresses = new ArrayList<Address>();
        for (int n = 1; n <= parts; n++) {
            long bytes = Math.min(partSize, upload.size() - (n - 1) * partSize);
            var part = there.get(n);
            addresses.add(new Address(
                    n,
                    uploads.address(upload.key(), upload.upload(), n, WITHIN),
                    part != null && part.sizeBytes() == bytes ? part.etag() : null));
        }
        return new Begun(upload.id(), partSize, addresses);
    }

    @POST
    @Path("{id}")
    public Response complete(
            @PathParam("bucket") String bucket,
            @PathParam("id") String id,
            @HeaderParam("If-None-Match") String ifNoneMatch,
            Sent sent) {
        files.known(bucket);
        var upload = Opened.of(bucket, id);
        files.check(bucket, upload.name());
        if (sent == null
                || sent.parts() == null
                || sent.parts().isEmpty()
                || sent.parts().stream().anyMatch(UploadApi::bad)) {
            throw new Refused(Problem.of(
                    "request.upload",
                    "parts are missing, or one lacks its number or etag.",
                    "Send {\"parts\": [{\"number\": 1, \"etag\": …}]}, the etag as the store answered it."));
        }
        var parts = sent.parts().stream()
                .map(part -> new Uploads.Part(part.number(), part.etag().replace("\"", "")))
                .toList();
        switch (uploads.complete(upload.key(), upload.upload(), parts, BucketApi.onlyNew(ifNoneMatch))) {
            case DONE -> {
                begun.forget(upload.key(), upload.size());
                var stored = files.get(bucket, upload.name());
                return Response.status(Response.Status.CREATED)
                        .header("ETag", '"' + stored.etag() + '"')
                        .entity(BucketApi.FileView.of(stored))
                        .build();
            }
            case EXISTS -> throw Files.exists(bucket, upload.name());
            case BAD_PARTS ->
                throw new Refused(Problem.of(
                        "upload.parts",
                        "the store has other parts than these %d, or one but the last is below 5 MB."
                                .formatted(parts.size()),
                        "Send the missing parts, then complete again with every part's etag."));
            default -> throw unknown();
        }
    }

    @DELETE
    @Path("{id}")
    public Response abort(@PathParam("bucket") String bucket, @PathParam("id") String id) {
        files.known(bucket);
        var upload = Opened.of(bucket, id);
        uploads.abort(upload.key(), upload.upload());
        begun.forget(upload.key(), upload.size());
        return Response.noContent().build();
    }

    private static boolean bad(Uploads.Part part) {
        return part == null || part.etag() == null || part.number() < 1 || part.number() > Uploads.MOST_PARTS;
    }

    private static Refused unknown() {
        return new Refused(Problem.of(
                "upload.unknown", "there is no such upload; it was completed or given up.", "Begin another one."));
    }

    /** What an id says. It is nobody's secret: what it opens is checked like any other name. */
    private record Opened(String key, String name, String upload, long size) {
        String id() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((key + SEPARATOR + upload + SEPARATOR + size).getBytes(StandardCharsets.UTF_8));
        }

        static Opened of(String bucket, String id) {
            try {
                var parts = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8).split(SEPARATOR, 3);
                if (parts.length < 3 || !parts[0].startsWith(bucket + "/")) throw unknown();
                return new Opened(
                        parts[0], parts[0].substring(bucket.length() + 1), parts[1], Long.parseLong(parts[2]));
            } catch (IllegalArgumentException e) {
                throw unknown();
            }
        }
    }
}

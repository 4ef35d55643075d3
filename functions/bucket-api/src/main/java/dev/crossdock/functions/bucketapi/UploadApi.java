package dev.crossdock.functions.bucketapi;

import dev.crossdock.bucket.Uploads;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import jakarta.ws.rs.DELETE;
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
import java.util.Base64;
import java.util.List;
import java.util.stream.LongStream;

/** Large files: their sender gets addresses for the parts, sends them to the store itself, and says when it is done. */
@Path("/buckets/{bucket}/uploads")
@Produces(MediaType.APPLICATION_JSON)
public class UploadApi {
    /** How long the addresses hold; a role's own credentials may end before. */
    private static final Duration WITHIN = Duration.ofHours(6);

    private static final String SEPARATOR = "\n";

    private final Files files;
    private final Uploads uploads;

    UploadApi(Files files, Uploads uploads) {
        this.files = files;
        this.uploads = uploads;
    }

    public record Wanted(String name, Long size, String contentType) {}

    /** @param partSize bytes of each part but the last */
    public record Begun(String id, long partSize, List<Address> parts) {}

    public record Address(int number, URI url) {}

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
        var type = wanted.contentType() == null ? MediaType.APPLICATION_OCTET_STREAM : wanted.contentType();
        var upload = uploads.start(key, type);
        long parts = Math.max(1, (wanted.size() + partSize - 1) / partSize);
        return Response.status(Response.Status.CREATED)
                .entity(new Begun(
                        Opened.id(key, upload),
                        partSize,
                        LongStream.rangeClosed(1, parts)
                                .mapToObj(n -> new Address((int) n, uploads.address(key, upload, (int) n, WITHIN)))
                                .toList()))
                .build();
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
    private record Opened(String key, String name, String upload) {
        static String id(String key, String upload) {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((key + SEPARATOR + upload).getBytes(StandardCharsets.UTF_8));
        }

        static Opened of(String bucket, String id) {
            String text;
            try {
                text = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw unknown();
            }
            int end = text.indexOf(SEPARATOR);
            if (end < 0 || !text.startsWith(bucket + "/")) throw unknown();
            return new Opened(
                    text.substring(0, end), text.substring(bucket.length() + 1, end), text.substring(end + 1));
        }
    }
}

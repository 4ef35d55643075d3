package dev.crossdock.functions.bucketapi;

import dev.crossdock.bucket.ObjectStore.Stored;
import dev.crossdock.definition.Glob;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URLConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Files over HTTP: small ones through here, large ones straight to the store ({@link UploadApi}). */
@Path("/buckets")
@Produces(MediaType.APPLICATION_JSON)
public class BucketApi {
    /** Keys that one list request reads at most; a pattern that fits few of them answers a short page and a cursor. */
    private static final int MOST_READ = 10_000;

    private static final int PAGE = 1000;

    private final Files files;

    BucketApi(Files files) {
        this.files = files;
    }

    /** @param keep how long finished inputs stay; null = for ever */
    public record BucketView(String name, String description, String keep) {}

    public record FileView(String name, long size, String etag, Instant modified) {
        static FileView of(Stored stored) {
            return new FileView(
                    stored.key().substring(stored.key().indexOf('/') + 1),
                    stored.sizeBytes(),
                    stored.etag(),
                    stored.modified());
        }
    }

    @GET
    public Map<String, Object> list() {
        return Answers.list(
                files.buckets().stream()
                        .map(bucket -> new BucketView(
                                bucket.name(),
                                bucket.description(),
                                bucket.keep().map(keep -> keep.toDays() + "d").orElse(null)))
                        .toList(),
                Optional.empty());
    }

    @GET
    @Path("{bucket}/files")
    public Map<String, Object> files(
            @PathParam("bucket") String bucket,
            @QueryParam("match") String match,
            @QueryParam("limit") Integer asked,
            @QueryParam("cursor") String cursor) {
        files.known(bucket);
        int limit = Answers.limit(asked, 100);
        var pattern = match == null || match.isEmpty() ? Optional.<Glob>empty() : Optional.of(Glob.of(match));
        var after = cursor == null ? "" : cursor;
        var items = new ArrayList<FileView>();
        var read = 0;
        while (true) {
            int size = pattern.isEmpty() ? limit : PAGE;
            var page = files.objects().list(bucket + "/", after.isEmpty() ? "" : bucket + "/" + after, size);
            for (var stored : page.items()) {
                var view = FileView.of(stored);
                after = view.name();
                // Folders that some tools make as empty objects are no files.
                if (after.isEmpty() || after.endsWith("/")) continue;
                if (pattern.isPresent() && !pattern.get().matches(after)) continue;
                items.add(view);
                if (items.size() == limit) return Answers.list(items, Optional.of(after));
            }
            read += page.items().size();
            if (page.next().isEmpty()) return Answers.list(items, Optional.empty());
            if (read >= MOST_READ) return Answers.list(items, Optional.of(after));
        }
    }

    @POST
    @Path("{bucket}/files")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response upload(
            @PathParam("bucket") String bucket,
            @RestForm(FileUpload.ALL) List<FileUpload> parts,
            @HeaderParam("If-None-Match") String ifNoneMatch) {
        files.known(bucket);
        return FormUpload.answer(
                parts,
                part -> files.write(
                        bucket, part.fileName(), part.uploadedFile(), part.contentType(), onlyNew(ifNoneMatch)));
    }

    /** Any bytes under any media type; what a form would mean by them is not asked. */
    @PUT
    @Path("{bucket}/files/{name: .+}")
    public Response put(
            @PathParam("bucket") String bucket,
            @PathParam("name") String name,
            @HeaderParam("If-None-Match") String ifNoneMatch,
            @HeaderParam("Content-Type") String contentType,
            @HeaderParam("Content-Length") Long contentLength,
            @HeaderParam("Content-MD5") String md5,
            @HeaderParam("Content-Digest") List<String> digest,
            @Context UriInfo uri,
            InputStream body) {
        files.known(bucket);
        // JAX-RS takes a slash at the end for nothing; a sender that meant a folder must not find a file.
        if (uri.getRequestUri().getRawPath().endsWith("/")) files.check(bucket, name + "/");
        var sums = Checksums.of(md5, digest);
        var stored = files.spool(bucket, name, body, contentLength, sums, contentType, onlyNew(ifNoneMatch));
        return Response.status(Response.Status.CREATED)
                .header("ETag", '"' + stored.etag() + '"')
                .entity(FileView.of(stored))
                .build();
    }

    @HEAD
    @Path("{bucket}/files/{name: .+}")
    public Response head(@PathParam("bucket") String bucket, @PathParam("name") String name) {
        var stored = files.get(bucket, name);
        return about(Response.ok(), stored)
                .header("Content-Length", stored.sizeBytes())
                .build();
    }

    @GET
    @Path("{bucket}/files/{name: .+}")
    @Produces(MediaType.WILDCARD)
    public Response get(
            @PathParam("bucket") String bucket,
            @PathParam("name") String name,
            @HeaderParam("Range") List<String> range,
            @HeaderParam("If-None-Match") String ifNoneMatch) {
        var stored = files.get(bucket, name);
        if (ifNoneMatch != null && ifNoneMatch.replace("\"", "").equals(stored.etag())) {
            return about(Response.notModified(), stored).build();
        }
        // Lambda's adapter takes a header apart at its commas.
        var part = ByteRange.parse(range == null ? null : String.join(",", range), stored.sizeBytes());
        if (part.isEmpty()) {
            return about(Response.ok(content(stored, 0, stored.sizeBytes())), stored)
                    .header("Content-Length", stored.sizeBytes())
                    .build();
        }
        var bytes = part.get();
        return about(Response.status(Response.Status.PARTIAL_CONTENT), stored)
                .entity(content(stored, bytes.from(), bytes.to()))
                .header("Content-Length", bytes.to() - bytes.from())
                .header("Content-Range", bytes.of(stored.sizeBytes()))
                .build();
    }

    /** @param confirm how many files the caller expects to go */
    @DELETE
    @Path("{bucket}/files")
    public Map<String, Object> delete(
            @PathParam("bucket") String bucket,
            @QueryParam("match") String match,
            @QueryParam("confirm") Integer confirm) {
        files.known(bucket);
        return new FileSweep(files.objects(), bucket, match).delete(confirm);
    }

    @DELETE
    @Path("{bucket}/files/{name: .+}")
    public Response delete(@PathParam("bucket") String bucket, @PathParam("name") String name) {
        var stored = files.get(bucket, name);
        files.objects().delete(stored.key(), null);
        return Response.noContent().build();
    }

    private InputStream content(Stored stored, long from, long to) {
        // In the state that the headers tell of; a drop in between is a file that was replaced, not a mixture.
        return files.objects()
                .read(stored.key(), stored.etag(), from, to)
                .orElseThrow(() -> new Refused(
                        Problem.of("file.gone", "the file was replaced or deleted at this moment.", "Ask again.")));
    }

    private static Response.ResponseBuilder about(Response.ResponseBuilder response, Stored stored) {
        var type = URLConnection.guessContentTypeFromName(stored.key());
        return response.type(type == null ? MediaType.APPLICATION_OCTET_STREAM : type)
                .header("ETag", '"' + stored.etag() + '"')
                .header("Accept-Ranges", "bytes")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Disposition", "attachment")
                .header(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME
                                .withLocale(Locale.ENGLISH)
                                .format(stored.modified().atZone(ZoneOffset.UTC)));
    }

    static boolean onlyNew(String ifNoneMatch) {
        if (ifNoneMatch == null || ifNoneMatch.isBlank()) return false;
        if (ifNoneMatch.strip().equals("*")) return true;
        throw new Refused(Problem.of(
                "request.condition",
                "If-None-Match is " + ifNoneMatch + ".",
                "A write takes * alone: only where nothing is."));
    }
}

package dev.crossdock.functions.controlapi.console;

import dev.crossdock.bucket.FileName;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Bucket;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The files of buckets: looked through, downloaded, brought, and small ones corrected and dropped again. */
@Path("/console/files")
public class FilePages {
    private static final int SHOWN = 200;
    private static final String TYPE = "application/octet-stream";

    private final Console console;
    private final DefinitionStore definitions;
    private final ObjectStore objects;

    FilePages(Console console, DefinitionStore definitions, ObjectStore objects) {
        this.console = console;
        this.definitions = definitions;
        this.objects = objects;
    }

    /** One bucket in the list of them. */
    public record BucketLine(String name, String description) {}

    @GET
    public Response buckets(@Context ContainerRequestContext request) {
        var buckets = definitions.project().buckets().values().stream()
                .sorted(java.util.Comparator.comparing(Bucket::name))
                .map(bucket -> new BucketLine(bucket.name(), bucket.description()))
                .toList();
        return console.page(request, "files", "buckets", "Files", buckets);
    }

    /** @param href to the file, encoded */
    public record FileLine(String name, String size, Told.Time at, String href) {}

    /** @param next the query of the next page; empty at the end */
    public record Listed(String bucket, String under, List<FileLine> files, String next) {}

    /** @param under only files whose names begin so @param after only those behind this name */
    @GET
    @Path("/{bucket}")
    public Response files(
            @Context ContainerRequestContext request,
            @PathParam("bucket") String bucket,
            @QueryParam("under") String under,
            @QueryParam("after") String after) {
        definitions.bucket(bucket);
        var told = console.told();
        var prefix = under == null ? "" : under;
        var from = after == null || after.isEmpty() ? "" : bucket + "/" + after;
        var page = objects.list(bucket + "/" + prefix, from, SHOWN);
        var lines = page.items().stream()
                .map(file -> new FileLine(
                        file.key().substring(bucket.length() + 1),
                        Told.size(file.sizeBytes()),
                        told.time(file.modified()),
                        "/console/files/" + Told.path(file.key())))
                .toList();
        var next = page.next().isEmpty() || lines.isEmpty()
                ? ""
                : "?under=" + Told.encoded(prefix) + "&after="
                        + Told.encoded(lines.get(lines.size() - 1).name());
        return console.page(request, "files", "files", bucket, new Listed(bucket, prefix, lines, next));
    }

    /** @param as the name under which it is dropped @param lines a height for the text */
    public record Edited(String bucket, String name, String as, String text, int lines, String back) {}

    /** The file itself, or with {@code edit} its text to be corrected. */
    @GET
    @Path("/{bucket}/{name:.+}")
    public Response file(
            @Context ContainerRequestContext request,
            @PathParam("bucket") String bucket,
            @PathParam("name") String name,
            @QueryParam("edit") boolean edit,
            @QueryParam("as") String as) {
        definitions.bucket(bucket);
        var key = bucket + "/" + name;
        if (edit) {
            var text = SmallText.read(objects, key);
            var base = name.substring(name.lastIndexOf('/') + 1);
            var page = new Edited(
                    bucket,
                    name,
                    as == null || as.isBlank() ? base : as,
                    text,
                    (int) Math.min(32, Math.max(8, text.lines().count() + 2)),
                    "/console/files/" + Told.path(key));
            return console.page(request, "files", "file-edit", base, page);
        }
        var content = objects.read(key, null, 0).orElseThrow(() -> SmallText.unknown(key));
        return Downloads.of(content, name.substring(name.lastIndexOf('/') + 1));
    }

    /** Brings files as a browser sends them; those that a job waits for start their runs. */
    @POST
    @Path("/{bucket}")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response bring(@PathParam("bucket") String bucket, @RestForm(FileUpload.ALL) List<FileUpload> parts) {
        definitions.bucket(bucket);
        var files = parts.stream().filter(part -> !part.fileName().isEmpty()).toList();
        files.forEach(file -> fit(bucket, file.fileName()));
        files.forEach(file -> objects.write(bucket + "/" + file.fileName(), file.uploadedFile(), TYPE));
        return Console.to("/console/files/" + Told.encoded(bucket));
    }

    /** Drops a corrected text under a name. */
    @POST
    @Path("/{bucket}/drop")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response drop(
            @PathParam("bucket") String bucket, @FormParam("as") String as, @FormParam("text") String text) {
        definitions.bucket(bucket);
        var name = as == null ? "" : as.strip();
        fit(bucket, name);
        // A browser sends every end of a line as two characters.
        var lines = (text == null ? "" : text).replace("\r\n", "\n");
        objects.write(bucket + "/" + name, lines.getBytes(StandardCharsets.UTF_8), TYPE);
        return Console.to("/");
    }

    private static void fit(String bucket, String name) {
        FileName.check(bucket, name).ifPresent(problem -> {
            throw new Refused(problem);
        });
    }
}

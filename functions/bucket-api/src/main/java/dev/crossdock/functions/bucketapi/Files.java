package dev.crossdock.functions.bucketapi;

import dev.crossdock.bucket.FileName;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.ObjectStore.Stored;
import dev.crossdock.definition.Bucket;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DefinitionStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Buckets and their files, with what may be asked of them. */
@ApplicationScoped
public class Files {
    /** What one S3 request takes. */
    private static final long LARGEST = 5L << 30;

    /** What curl --data-binary says of any bytes; a store may take the bytes for a form's fields then. */
    private static final Pattern FORM =
            Pattern.compile("(?i)\\s*(application/x-www-form-urlencoded|multipart/form-data)\\b.*");

    private static final int LONGEST_TYPE = 255;
    private static final Pattern PLAIN = Pattern.compile("[\\x20-\\x7e]{1," + LONGEST_TYPE + "}");
    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final DefinitionStore definitions;
    private final ObjectStore objects;

    Files(DefinitionStore definitions, ObjectStore objects) {
        this.definitions = definitions;
        this.objects = objects;
    }

    ObjectStore objects() {
        return objects;
    }

    List<Bucket> buckets() {
        return definitions.project().buckets().values().stream()
                .sorted(Comparator.comparing(Bucket::name))
                .toList();
    }

    /** @throws Refused {@code bucket.unknown} */
    void known(String bucket) {
        definitions.bucket(bucket);
    }

    /** @throws Refused {@code file.unknown} */
    Stored get(String bucket, String name) {
        known(bucket);
        return objects.head(bucket + "/" + name)
                .orElseThrow(() -> new Refused(Problem.of(
                        "file.unknown",
                        "bucket " + bucket + " has no file \"" + name + "\".",
                        "List them: GET /buckets/" + bucket + "/files")));
    }

    /** @throws Refused {@code file.name}, {@code file.exists} */
    Stored write(String bucket, String name, Path content, String contentType, boolean onlyNew) {
        check(bucket, name);
        var key = bucket + "/" + name;
        var type = type(contentType);
        if (!onlyNew) return objects.write(key, content, type);
        return objects.create(key, content, type).orElseThrow(() -> exists(bucket, name));
    }

    /**
     * @param said by the sender; null when it says none
     * @throws Refused {@code file.type} when it cannot be kept: it becomes a header, whose signature the store would not understand
     */
    static String type(String said) {
        if (said == null || said.isBlank() || FORM.matcher(said).matches()) return UNKNOWN_TYPE;
        if (PLAIN.matcher(said).matches()) return said;
        throw new Refused(Problem.of(
                "file.type",
                "the content type has characters beside ASCII, or more than " + LONGEST_TYPE + " of them.",
                "Write type/subtype: text/csv."));
    }

    /**
     * Writes what arrives, once it has arrived whole: a sender that breaks off leaves nothing.
     *
     * @param length as the sender announced it; null when it did not
     * @throws Refused {@code request.checksum} when other bytes arrive than the sender says
     */
    Stored spool(
            String bucket,
            String name,
            InputStream body,
            Long length,
            Checksums sums,
            String contentType,
            boolean onlyNew) {
        check(bucket, name);
        if (length != null && length > LARGEST) throw tooLarge(name);
        try {
            var spooled = java.nio.file.Files.createTempFile("crossdock-", ".upload");
            try {
                long bytes = java.nio.file.Files.copy(sums.over(body), spooled, StandardCopyOption.REPLACE_EXISTING);
                if (bytes > LARGEST) throw tooLarge(name);
                if (length != null && bytes != length) {
                    throw new Refused(Problem.of(
                            "request.cut-off",
                            "%,d of %,d bytes arrived; nothing was written.".formatted(bytes, length),
                            "Send the file again."));
                }
                sums.check();
                return write(bucket, name, spooled, contentType, onlyNew);
            } finally {
                java.nio.file.Files.deleteIfExists(spooled);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws Refused {@code file.name} */
    void check(String bucket, String name) {
        FileName.check(bucket, name).ifPresent(problem -> {
            throw new Refused(problem);
        });
    }

    static Refused exists(String bucket, String name) {
        return new Refused(Problem.of(
                "file.exists",
                "bucket " + bucket + " has a file \"" + name + "\" already.",
                "Choose another name, or leave out If-None-Match to replace it."));
    }

    private static Refused tooLarge(String name) {
        return new Refused(Problem.of(
                "file.too-large",
                "\"" + name + "\" is larger than 5 GB.",
                "Send it in parts: POST /buckets/{bucket}/uploads"));
    }
}

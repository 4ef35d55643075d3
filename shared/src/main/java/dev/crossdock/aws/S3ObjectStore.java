package dev.crossdock.aws;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects in one S3 bucket. */
public final class S3ObjectStore implements ObjectStore {
    /** Amazon S3, "Error responses"; the second is how a store on a file system says that it has no place for a name. */
    private static final Set<String> OF_THE_NAME = Set.of("KeyTooLongError", "InvalidRequest");

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Client s3;
    private final String bucket;
    /** One call copies so much in a few seconds. */
    private static final long COPY_BYTES = 128L << 20;

    private final S3Composing composing;
    private final S3Copying copying;

    public S3ObjectStore(S3Client s3, String bucket) {
        this(s3, bucket, COPY_BYTES);
    }

    /** @param copyBytes for tests, which want a small object copied in parts; 5 MB at least */
    public S3ObjectStore(S3Client s3, String bucket, long copyBytes) {
        this.s3 = s3;
        this.bucket = bucket;
        this.composing = new S3Composing(s3, bucket);
        this.copying = new S3Copying(s3, bucket, copyBytes);
    }

    @Override
    public Optional<Stored> head(String key) {
        return Aws.call("looking at " + key, () -> {
            try {
                var head = s3.headObject(r -> r.bucket(bucket).key(key));
                return Optional.of(new Stored(key, head.contentLength(), bare(head.eTag()), head.lastModified()));
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) return Optional.empty();
                throw e;
            }
        });
    }

    @Override
    public Optional<InputStream> read(String key, String etag, long fromByte) {
        return get(key, etag, fromByte == 0 ? null : "bytes=" + fromByte + "-");
    }

    @Override
    public Optional<InputStream> read(String key, String etag, long fromByte, long toByte) {
        if (toByte <= fromByte) return Optional.of(InputStream.nullInputStream());
        return get(key, etag, "bytes=" + fromByte + "-" + (toByte - 1));
    }

    private Optional<InputStream> get(String key, String etag, String range) {
        return Aws.call("reading " + key, () -> {
            try {
                return Optional.of(
                        s3.getObject(r -> r.bucket(bucket).key(key).range(range).ifMatch(quoted(etag))));
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND || e.statusCode() == PRECONDITION_FAILED) return Optional.empty();
                // Behind the last byte: nothing more to read, which is no error to whoever goes on from a checkpoint.
                if (e.statusCode() == RANGE_NOT_SATISFIABLE) return Optional.of(InputStream.nullInputStream());
                throw e;
            }
        });
    }

    /** @throws Refused {@code file.unstorable} where the store will not take the name another time either */
    private PutObjectResponse put(String key, Consumer<PutObjectRequest.Builder> more, RequestBody content) {
        try {
            return s3.putObject(r -> r.bucket(bucket).key(key).applyMutation(more), content);
        } catch (S3Exception e) {
            if (e.statusCode() != BAD_REQUEST
                    || !OF_THE_NAME.contains(e.awsErrorDetails().errorCode())) throw e;
            throw new Refused(Problem.of(
                    "file.unstorable",
                    "the store does not keep the file \"%s\": %s."
                            .formatted(
                                    key.substring(key.indexOf('/') + 1),
                                    e.awsErrorDetails().errorMessage().replaceFirst("\\.$", "")),
                    "Give it another name."));
        }
    }

    @Override
    public Stored write(String key, byte[] content, String contentType) {
        return Aws.call("writing " + key, () -> {
            var put = put(key, r -> r.contentType(contentType), RequestBody.fromBytes(content));
            return new Stored(key, content.length, bare(put.eTag()), Instant.now());
        });
    }

    @Override
    public Optional<Stored> create(String key, byte[] content, String contentType) {
        return create(key, RequestBody.fromBytes(content), content.length, contentType);
    }

    @Override
    public Optional<Stored> create(String key, Path content, String contentType) {
        return create(key, RequestBody.fromFile(content), content.toFile().length(), contentType);
    }

    private Optional<Stored> create(String key, RequestBody content, long sizeBytes, String contentType) {
        return Aws.call("creating " + key, () -> {
            try {
                var put = put(key, r -> r.contentType(contentType).ifNoneMatch("*"), content);
                return Optional.of(new Stored(key, sizeBytes, bare(put.eTag()), Instant.now()));
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) return Optional.empty();
                throw e;
            }
        });
    }

    @Override
    public Stored write(String key, Path content, String contentType) {
        return Aws.call("writing " + key, () -> {
            var put = put(key, r -> r.contentType(contentType), RequestBody.fromFile(content));
            return new Stored(key, content.toFile().length(), bare(put.eTag()), Instant.now());
        });
    }

    @Override
    public Optional<Stored> copy(String from, String etag, String to) {
        return Aws.call("copying " + from, () -> {
            try {
                var size = copying.large(from, etag);
                if (size.isPresent()) return copying.copy(from, size.get(), to) ? head(to) : Optional.<Stored>empty();
                s3.copyObject(r -> r.sourceBucket(bucket)
                        .sourceKey(from)
                        .copySourceIfMatch(quoted(etag))
                        .destinationBucket(bucket)
                        .destinationKey(to));
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND || e.statusCode() == PRECONDITION_FAILED)
                    return Optional.<Stored>empty();
                throw e;
            }
            return head(to);
        });
    }

    @Override
    public String begin(String key, String contentType) {
        return composing.begin(key, contentType);
    }

    @Override
    public Composed compose(String key, String token, List<Piece> pieces, boolean onlyNew) {
        return composing.compose(key, token, pieces, onlyNew);
    }

    @Override
    public boolean delete(String key, String etag) {
        return Aws.call("deleting " + key, () -> {
            try {
                s3.deleteObject(r -> r.bucket(bucket).key(key).ifMatch(quoted(etag)));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) return true;
                if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) return false;
                throw e;
            }
        });
    }

    @Override
    public Page list(String prefix, String after, int limit) {
        return Aws.call("listing " + prefix, () -> {
            var page = s3.listObjectsV2(r -> r.bucket(bucket)
                    .prefix(prefix)
                    .startAfter(after.isEmpty() ? null : after)
                    .maxKeys(limit));
            var items = page.contents().stream()
                    .map(o -> new Stored(o.key(), o.size(), bare(o.eTag()), o.lastModified()))
                    .toList();
            boolean more = Boolean.TRUE.equals(page.isTruncated()) && !items.isEmpty();
            return new Page(
                    items, more ? Optional.of(items.get(items.size() - 1).key()) : Optional.empty());
        });
    }

    static String quoted(String etag) {
        return etag == null ? null : '"' + etag + '"';
    }

    private static String bare(String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }
}

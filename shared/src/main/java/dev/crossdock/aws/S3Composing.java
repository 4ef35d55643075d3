package dev.crossdock.aws;

import dev.crossdock.bucket.ObjectStore.Composed;
import dev.crossdock.bucket.ObjectStore.Piece;
import dev.crossdock.bucket.Uploads;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects put together from others by a multipart upload, whose id is the token: S3 completes an upload once. A part but the last
 * has 5 MB or more (S3 guide, "Multipart upload limits"), so what is smaller goes through memory with what follows it.
 */
final class S3Composing {
    private final S3Client s3;
    private final String bucket;

    S3Composing(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    String begin(String key, String contentType) {
        return Aws.call(
                "beginning " + key,
                () -> s3.createMultipartUpload(r -> r.bucket(bucket).key(key).contentType(contentType))
                        .uploadId());
    }

    Composed compose(String key, String upload, List<Piece> pieces, boolean onlyNew) {
        return Aws.call("composing " + key, () -> {
            if (used(key, upload)) return Composed.USED;
            try {
                var parts = parts(key, upload, pieces);
                s3.completeMultipartUpload(r -> r.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .ifNoneMatch(onlyNew ? "*" : null)
                        .multipartUpload(m -> m.parts(parts)));
                return Composed.DONE;
            } catch (NoSuchKeyException e) {
                throw new IllegalStateException("a piece of " + key + " is gone", e);
            } catch (S3Exception e) {
                if (e.statusCode() == 404 || used(key, upload)) return Composed.USED;
                if (onlyNew && (e.statusCode() == 409 || e.statusCode() == 412)) return Composed.EXISTS;
                throw e;
            }
        });
    }

    private boolean used(String key, String upload) {
        try {
            s3.listParts(r -> r.bucket(bucket).key(key).uploadId(upload).maxParts(1));
            return false;
        } catch (S3Exception e) {
            if (e.statusCode() == 404) return true;
            throw e;
        }
    }

    private List<CompletedPart> parts(String key, String upload, List<Piece> pieces) {
        var parts = new ArrayList<CompletedPart>();
        var small = new ByteArrayOutputStream();
        for (var piece : pieces) {
            if (small.size() == 0 && piece.sizeBytes() >= Uploads.SMALLEST_PART) {
                parts.add(copied(key, upload, parts.size() + 1, piece));
                continue;
            }
            small.writeBytes(
                    s3.getObjectAsBytes(r -> r.bucket(bucket).key(piece.key())).asByteArrayUnsafe());
            if (small.size() >= Uploads.SMALLEST_PART) {
                parts.add(sent(key, upload, parts.size() + 1, small.toByteArray()));
                small.reset();
            }
        }
        // An empty object is one empty part.
        if (small.size() > 0 || parts.isEmpty()) parts.add(sent(key, upload, parts.size() + 1, small.toByteArray()));
        return parts;
    }

    private CompletedPart copied(String key, String upload, int number, Piece piece) {
        var answer = s3.uploadPartCopy(r -> r.sourceBucket(bucket)
                .sourceKey(piece.key())
                .destinationBucket(bucket)
                .destinationKey(key)
                .uploadId(upload)
                .partNumber(number));
        return part(number, answer.copyPartResult().eTag());
    }

    private CompletedPart sent(String key, String upload, int number, byte[] content) {
        var answer = s3.uploadPart(
                r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(number), RequestBody.fromBytes(content));
        return part(number, answer.eTag());
    }

    private static CompletedPart part(int number, String etag) {
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }
}

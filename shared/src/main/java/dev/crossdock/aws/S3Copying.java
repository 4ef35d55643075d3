package dev.crossdock.aws;

import java.util.ArrayList;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Copies a large object part by part: one call copies at most 5 GB (S3's CopyObject), and answers when all is done, which for some
 * hundred MB is longer than a client waits.
 */
final class S3Copying {
    private static final int MOST_PARTS = 10_000;

    private final S3Client s3;
    private final String bucket;
    private final long partBytes;

    S3Copying(S3Client s3, String bucket, long partBytes) {
        this.s3 = s3;
        this.bucket = bucket;
        this.partBytes = partBytes;
    }

    /** @return empty when the object is small, or not there in this state */
    Optional<HeadObjectResponse> large(String key, String etag) {
        try {
            var head = s3.headObject(r -> r.bucket(bucket).key(key).ifMatch(S3ObjectStore.quoted(etag)));
            return head.contentLength() > partBytes ? Optional.of(head) : Optional.empty();
        } catch (S3Exception e) {
            if (e.statusCode() == 404 || e.statusCode() == 412) return Optional.empty();
            throw e;
        }
    }

    /** @return false when the source was replaced or deleted meanwhile; then nothing was made */
    boolean copy(String from, HeadObjectResponse source, String to) {
        var upload = s3.createMultipartUpload(r -> r.bucket(bucket)
                        .key(to)
                        .contentType(source.contentType())
                        .metadata(source.metadata()))
                .uploadId();
        try {
            var parts = new ArrayList<CompletedPart>();
            long size = source.contentLength();
            long step = Math.max(partBytes, size / MOST_PARTS + 1);
            for (long at = 0; at < size; at += step) {
                var range = "bytes=" + at + "-" + (Math.min(size, at + step) - 1);
                int number = parts.size() + 1;
                var answer = s3.uploadPartCopy(r -> r.sourceBucket(bucket)
                        .sourceKey(from)
                        .copySourceIfMatch(source.eTag())
                        .copySourceRange(range)
                        .destinationBucket(bucket)
                        .destinationKey(to)
                        .uploadId(upload)
                        .partNumber(number));
                parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(answer.copyPartResult().eTag())
                        .build());
            }
            s3.completeMultipartUpload(
                    r -> r.bucket(bucket).key(to).uploadId(upload).multipartUpload(m -> m.parts(parts)));
            return true;
        } catch (RuntimeException e) {
            s3.abortMultipartUpload(r -> r.bucket(bucket).key(to).uploadId(upload));
            if (e instanceof S3Exception s && (s.statusCode() == 404 || s.statusCode() == 412)) return false;
            throw e;
        }
    }
}

package dev.crossdock.aws;

import dev.crossdock.bucket.Uploads;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Multipart uploads of one S3 bucket. */
final class S3Uploads implements Uploads {
    private static final Set<String> BAD_PARTS =
            Set.of("InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML");

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;

    S3Uploads(S3Client s3, S3Presigner presigner, String bucket) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = bucket;
    }

    @Override
    public String start(String key, String contentType) {
        return Aws.call(
                "starting the upload of " + key,
                () -> s3.createMultipartUpload(r -> r.bucket(bucket).key(key).contentType(contentType))
                        .uploadId());
    }

    @Override
    public URI address(String key, String upload, int number, Duration within) {
        return URI.create(presigner
                .presignUploadPart(p -> p.signatureDuration(within)
                        .uploadPartRequest(
                                r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(number)))
                .url()
                .toString());
    }

    @Override
    public Completed complete(String key, String upload, List<Part> parts, boolean onlyNew) {
        var numbered = parts.stream()
                .sorted(Comparator.comparingInt(Part::number))
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag('"' + part.etag() + '"')
                        .build())
                .toList();
        return Aws.call("completing the upload of " + key, () -> {
            try {
                s3.completeMultipartUpload(r -> r.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .ifNoneMatch(onlyNew ? "*" : null)
                        .multipartUpload(m -> m.parts(numbered)));
                return Completed.DONE;
            } catch (S3Exception e) {
                var code =
                        e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
                if (e.statusCode() == 404) return Completed.UNKNOWN;
                if (e.statusCode() == 412 || e.statusCode() == 409) return Completed.EXISTS;
                if (BAD_PARTS.contains(code) || e.statusCode() == 400) return Completed.BAD_PARTS;
                throw e;
            }
        });
    }

    @Override
    public void abort(String key, String upload) {
        Aws.call("giving up the upload of " + key, () -> {
            try {
                return s3.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(upload));
            } catch (S3Exception e) {
                if (e.statusCode() == 404) return null;
                throw e;
            }
        });
    }
}

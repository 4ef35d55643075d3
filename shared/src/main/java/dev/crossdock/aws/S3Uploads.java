package dev.crossdock.aws;

import dev.crossdock.bucket.Uploads;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Multipart uploads of one S3 bucket. */
public final class S3Uploads implements Uploads {
    private static final Set<String> BAD_PARTS =
            Set.of("InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML");

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;

    public S3Uploads(S3Client s3, S3Presigner presigner, String bucket) {
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
    public Optional<List<Sent>> sent(String key, String upload) {
        return Aws.call("listing the parts of " + key, () -> {
            try {
                var sent = new ArrayList<Sent>();
                for (Integer after = null; ; ) {
                    var from = after;
                    var page = s3.listParts(
                            r -> r.bucket(bucket).key(key).uploadId(upload).partNumberMarker(from));
                    for (var part : page.parts()) {
                        sent.add(new Sent(part.partNumber(), part.eTag().replace("\"", ""), part.size()));
                    }
                    if (!Boolean.TRUE.equals(page.isTruncated()) || page.parts().isEmpty()) {
                        return Optional.<List<Sent>>of(sent);
                    }
                    after = sent.get(sent.size() - 1).number();
                }
            } catch (S3Exception e) {
                if (e.statusCode() == 404) return Optional.empty();
                throw e;
            }
        });
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

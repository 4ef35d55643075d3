package dev.crossdock.infra.cloud;

import java.io.InputStream;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Announces what was created, and lets one change of a key happen at a time, so that a conditional delete can never take away
 * an object that replaced the one it names.
 */
final class AnnouncingBlobStore extends ForwardingBlobStore {
    private final Drops drops;
    private final ThreadLocal<String> lastSeen = new ThreadLocal<>();
    private final Lock[] locks = new Lock[256];

    AnnouncingBlobStore(BlobStore delegate, Drops drops) {
        super(delegate);
        this.drops = drops;
        for (int i = 0; i < locks.length; i++) locks[i] = new ReentrantLock();
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        return created(request.bucket(), request.key(), "PutObject", () -> super.putBlob(request, content));
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return created(
                request.destinationBucket(), request.destinationKey(), "CopyObject", () -> super.copyBlob(request));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return created(
                request.bucket(),
                request.key(),
                "CompleteMultipartUpload",
                () -> super.completeMultipartUpload(upload, request));
    }

    /** S3Proxy answers a conditional delete by looking, comparing, and deleting without a condition; what it saw is kept. */
    @Override
    public HeadObjectResponse blobMetadataIfPresent(HeadObjectRequest request) {
        var seen = super.blobMetadataIfPresent(request);
        if (seen != null && inConditionalDelete()) lastSeen.set(seen.eTag());
        return seen;
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return alone(request.key(), () -> {
            var seen = lastSeen.get();
            lastSeen.remove();
            if (seen != null && inConditionalDelete()) {
                var now = super.blobMetadataIfPresent(HeadObjectRequest.builder()
                        .bucket(request.bucket())
                        .key(request.key())
                        .build());
                if (now != null && !now.eTag().equals(seen)) throw S3Exceptions.preconditionFailed(null);
            }
            var answer = super.removeBlob(request);
            if (Drops.announced(request.key())) drops.forget(request.key());
            return answer;
        });
    }

    /** Announces again whatever is noted and still there. */
    void announceAll(String bucket) {
        for (var key : drops.noted()) {
            var there = blobMetadataIfPresent(bucket, key);
            if (there == null) drops.forget(key);
            else drops.announce(bucket, key, there.contentLength(), bare(there.eTag()));
        }
    }

    private <T> T created(String bucket, String key, String reason, Supplier<T> create) {
        if (!Drops.announced(key)) return create.get();
        return alone(key, () -> {
            // A failed condition leaves a note about the object that was there before: it is announced once more, no
            // harm.
            drops.note(key, reason);
            var answer = create.get();
            var there = blobMetadata(bucket, key);
            drops.announce(bucket, key, there.contentLength(), bare(there.eTag()));
            return answer;
        });
    }

    /** Nothing but the caller tells a conditional delete from another; CloudTest's race fails if S3Proxy renames it. */
    private static boolean inConditionalDelete() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.limit(12).anyMatch(frame -> frame.getMethodName().equals("conditionalDelete")));
    }

    private <T> T alone(String key, Supplier<T> change) {
        var lock = locks[Math.floorMod(key.hashCode(), locks.length)];
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    private static String bare(String etag) {
        return etag.replace("\"", "");
    }
}

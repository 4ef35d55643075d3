package dev.crossdock.infra.cloud;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
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
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Announces what was created, and lets one change of a key happen at a time, so that a condition still holds when the change it
 * allows is made: a conditional delete never takes away an object that replaced the one it names.
 */
final class AnnouncingBlobStore extends ForwardingBlobStore {
    private final FileTree files;
    private final Drops drops;
    private final Unfinished unfinished;
    private final KeyLocks locks = new KeyLocks();
    /** What the conditional delete that runs in this thread has compared; empty = nothing was there. */
    private final ThreadLocal<Optional<String>> compared = ThreadLocal.withInitial(Optional::empty);

    AnnouncingBlobStore(BlobStore delegate, FileTree files, Drops drops, Unfinished unfinished) {
        super(delegate);
        this.files = files;
        this.drops = drops;
        this.unfinished = unfinished;
    }

    /** The key is held from the last byte of the body on: S3Proxy has spooled it by then, and a slow sender keeps nobody waiting. */
    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        check(request.key());
        try (var creation = new Creation(request.bucket(), request.key(), "PutObject")) {
            // S3Proxy makes a folder of such a key, and reads no body.
            if (request.key().endsWith("/")) creation.begin(List.of());
            var body = new LastByte(content, () -> {
                creation.begin(List.of());
                // S3Proxy compared before it read the body.
                creation.require(request.ifMatch());
            });
            return creation.done(super.putBlob(request, body));
        }
    }

    /** Answered as what the sender must change, which nobody tries again; behind it the file system's failure would be ours. */
    private void check(String key) {
        files.refuses(key).ifPresent(why -> {
            throw S3Exceptions.invalidRequest(why);
        });
    }

    /** The source is held too: it is copied in the state that the condition was compared with. */
    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        try (var creation = new Creation(request.destinationBucket(), request.destinationKey(), "CopyObject")) {
            creation.begin(List.of(request.sourceKey()));
            return creation.done(super.copyBlob(request));
        }
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        check(request.key());
        try (var creation = new Creation(request.bucket(), request.key(), "CompleteMultipartUpload")) {
            creation.begin(List.of());
            creation.require(request.ifMatch());
            return creation.done(super.completeMultipartUpload(upload, request));
        }
    }

    /** S3Proxy answers a conditional delete by looking, comparing, and deleting without a condition; what it saw is kept. */
    @Override
    public HeadObjectResponse blobMetadataIfPresent(HeadObjectRequest request) {
        var seen = super.blobMetadataIfPresent(request);
        if (inConditionalDelete()) compared.set(Optional.ofNullable(seen).map(HeadObjectResponse::eTag));
        return seen;
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        try (var hold = locks.hold(List.of(request.key()))) {
            if (inConditionalDelete()) {
                var now = state(request.bucket(), request.key());
                // Also what was not there when it was looked for: it came later than whoever deletes knows.
                if (now.isPresent() && !now.map(HeadObjectResponse::eTag).equals(compared.get())) {
                    throw S3Exceptions.preconditionFailed(null);
                }
            }
            return super.removeBlob(request);
        }
    }

    /** Without what uploads under way have written so far; a page may hold fewer objects than asked for. */
    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        var page = super.list(request);
        var whole = page.contents().stream()
                .filter(object -> !unfinished.isHalf(object.key(), object.lastModified()))
                .toList();
        return whole.size() == page.contents().size()
                ? page
                : page.toBuilder().contents(whole).keyCount(whole.size()).build();
    }

    /** Takes away what an earlier life was writing when it was killed. */
    void removeHalves(String bucket) {
        for (var upload : unfinished.left()) {
            var page = ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(upload.key() + "-")
                    .build();
            while (page != null) {
                var listed = super.list(page);
                for (var object : listed.contents()) {
                    if (!upload.wrote(object.key(), object.lastModified())) continue;
                    super.removeBlob(DeleteObjectRequest.builder()
                            .bucket(bucket)
                            .key(object.key())
                            .build());
                }
                var next = listed.nextContinuationToken();
                page = next == null
                        ? null
                        : page.toBuilder().continuationToken(next).build();
            }
        }
        unfinished.forget();
    }

    /** Announces what an earlier life created and could not announce. */
    void announceAll(String bucket) {
        for (var note : drops.pending()) {
            settle(bucket, note, state(bucket, note.key()));
        }
    }

    private void settle(String bucket, Drops.Note note, Optional<HeadObjectResponse> now) {
        if (now.isEmpty() || fingerprint(now).equals(note.before())) drops.undo(note);
        else
            drops.announce(
                    bucket, note, now.get().contentLength(), bare(now.get().eTag()));
    }

    /** Empty when there is none. Never one of a conditional delete: those look through {@link #blobMetadataIfPresent}. */
    private Optional<HeadObjectResponse> state(String bucket, String key) {
        return Optional.ofNullable(super.blobMetadataIfPresent(
                HeadObjectRequest.builder().bucket(bucket).key(key).build()));
    }

    private static String fingerprint(Optional<HeadObjectResponse> state) {
        return state.map(s -> s.eTag() + " " + s.lastModified()).orElse("absent");
    }

    /** Nothing but the caller tells a conditional delete from another; CloudTest fails if S3Proxy renames it. */
    private static boolean inConditionalDelete() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.limit(12).anyMatch(frame -> frame.getMethodName().equals("conditionalDelete")));
    }

    private static String bare(String etag) {
        return etag.replace("\"", "");
    }

    /** The creation of one object: the key is held and the announcement noted from {@link #begin} to {@link #close}. */
    private final class Creation implements AutoCloseable {
        private final String bucket;
        private final String key;
        private final String reason;
        private final Unfinished.Open open;
        private KeyLocks.Hold hold;
        private Drops.Note note;

        Creation(String bucket, String key, String reason) {
            this.bucket = bucket;
            this.key = key;
            this.reason = reason;
            this.open = unfinished.begin(key);
        }

        void begin(List<String> alsoHeld) {
            if (hold != null) return;
            hold = locks.hold(alsoHeld.isEmpty() ? List.of(key) : List.of(key, alsoHeld.get(0)));
            if (Drops.announced(key)) note = drops.note(key, reason, fingerprint(state(bucket, key)));
        }

        /** @param etag null = no condition, {@code *} = whatever is there */
        void require(String etag) {
            if (etag == null) return;
            var now = state(bucket, key).map(s -> bare(s.eTag()));
            if (now.isEmpty() || !etag.equals("*") && !bare(etag).equals(now.get())) {
                throw S3Exceptions.preconditionFailed(null);
            }
        }

        <T> T done(T answer) {
            if (hold == null) throw new IllegalStateException("created without its key held");
            return answer;
        }

        /** Whatever the store answered, what counts is whether another object is there now. */
        @Override
        public void close() {
            open.close();
            if (hold == null) return;
            try {
                if (note != null) settle(bucket, note, state(bucket, key));
            } finally {
                hold.close();
            }
        }
    }
}

package dev.crossdock.functions.uploadtoazure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.crossdock.definition.Connection;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Retry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.Exceptions;

/**
 * One container: blocks, the blobs that are made of them, and a look at what is there. Thread-safe. Every method throws {@link
 * Refused} when Azure says no, and {@link WorldException} when it says nothing, or to come again.
 */
final class AzureContainer {
    /** The metadata by which a run knows what it has made itself. */
    static final String RUN = "crossdock_run";

    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);

    private final BlobContainerClient client;
    private final AzureProblems problems;
    private final Connection connection;
    private final Guarded guarded;

    AzureContainer(BlobContainerClient client, AzureProblems problems, Connection connection, Guarded guarded) {
        this.client = client;
        this.problems = problems;
        this.connection = connection;
        this.guarded = guarded;
    }

    /**
     * What is there now.
     *
     * @param known false when this caller may write and not read
     * @param etag empty = no such blob
     * @param run that made it, as its metadata say; empty for others
     */
    record Seen(boolean known, String etag, String run) {
        static final Seen NOTHING = new Seen(true, "", "");
        private static final Seen UNKNOWN = new Seen(false, "", "");
    }

    /** Keeps a block for a while, unseen; the same id again replaces it. @param bytes 1 at least */
    void stage(String blob, String id, byte[] bytes) {
        call(
                "the upload of a block of " + blob,
                () -> blob(blob)
                        .stageBlockWithResponse(
                                new BlockBlobStageBlockOptions(id, BinaryData.fromBytes(bytes))
                                        .setContentMd5(md5(bytes)),
                                null,
                                Context.NONE));
    }

    /** What became of a commit. */
    enum Committed {
        DONE,
        /** There is a blob, and there should be none; nothing was changed. */
        TAKEN,
        /** The blob is not what it was when this run began to finish, or blocks are gone; nothing was changed. */
        CHANGED
    }

    /**
     * Makes blocks the blob, as a whole and at once.
     *
     * @param ids in the order of their bytes; none = an empty blob
     * @param md5 of the whole, where it is known
     * @param before only where the blob is what it was then
     */
    Committed commit(BlobTarget target, String run, List<String> ids, Optional<byte[]> md5, Seen before) {
        var conditions = new BlobRequestConditions();
        if (target.onlyNew() || before.known() && before.etag().isEmpty()) conditions.setIfNoneMatch("*");
        else if (before.known()) conditions.setIfMatch("\"" + before.etag() + "\"");
        var metadata = new HashMap<>(target.metadata());
        metadata.put(RUN, run);
        var options = new BlockBlobCommitBlockListOptions(ids)
                .setHeaders(new BlobHttpHeaders()
                        .setContentType(target.contentType())
                        .setContentMd5(md5.orElse(null)))
                .setMetadata(metadata)
                .setTags(target.tags().isEmpty() ? null : target.tags())
                .setTier(target.tier()
                        .map(tier -> AccessTier.fromString(capital(tier.name())))
                        .orElse(null))
                .setRequestConditions(conditions);
        return call("the completion of " + target.name(), () -> {
            try {
                blob(target.name()).commitBlockListWithResponse(options, null, Context.NONE);
                return Committed.DONE;
            } catch (BlobStorageException e) {
                var code = e.getErrorCode();
                if (BlobErrorCode.BLOB_ALREADY_EXISTS.equals(code)) return Committed.TAKEN;
                if (BlobErrorCode.CONDITION_NOT_MET.equals(code)) {
                    return target.onlyNew() ? Committed.TAKEN : Committed.CHANGED;
                }
                if (BlobErrorCode.INVALID_BLOCK_LIST.equals(code)) return Committed.CHANGED;
                throw e;
            }
        });
    }

    Seen look(String blob) {
        return call("a look at " + blob, () -> {
            try {
                var there = blob(blob).getProperties();
                var metadata = there.getMetadata() == null ? new HashMap<String, String>() : there.getMetadata();
                return new Seen(true, bare(there.getETag()), metadata.getOrDefault(RUN, ""));
            } catch (BlobStorageException e) {
                if (e.getStatusCode() == 404 && !BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode())) {
                    return Seen.NOTHING;
                }
                // Who may only create and write is the better guest: it is done without looking.
                if (e.getStatusCode() == 403) return Seen.UNKNOWN;
                throw e;
            }
        });
    }

    private BlockBlobClient blob(String name) {
        return client.getBlobClient(name).getBlockBlobClient();
    }

    /** A few times in a row, as the connection says; then it is for whoever owns the chunk to come again. */
    private <T> T call(String what, Supplier<T> call) {
        var retry = Retry.of(connection);
        var pace = guarded.pace();
        for (int attempt = 1; ; attempt++) {
            try {
                return guarded.call(connection, () -> once(what, call));
            } catch (WorldException e) {
                var wait = e.retryAfter().orElse(retry.backOff(attempt, pace.random()));
                if (e.patient() || attempt >= retry.attempts() || wait.compareTo(LONGEST_SLEEP) > 0) throw e;
                pace.sleeper().sleep(wait);
                if (Thread.currentThread().isInterrupted()) throw e;
            }
        }
    }

    private <T> T once(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (BlobStorageException e) {
            throw problems.of(e, what);
        } catch (RuntimeException e) {
            // The SDK's streams wrap what is thrown below them.
            var cause = Exceptions.unwrap(e);
            if (cause instanceof GatedHttp.Carried) cause = cause.getCause();
            if (cause instanceof Error error) throw error;
            if (cause instanceof WorldException trouble) throw problems.of(trouble, what);
            if (cause instanceof RuntimeException other) throw other;
            throw e;
        }
    }

    private static String bare(String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }

    private static String capital(String word) {
        return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
    }

    private static byte[] md5(byte[] bytes) {
        return md5().digest(bytes);
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

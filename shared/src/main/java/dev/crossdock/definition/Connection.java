package dev.crossdock.definition;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach another system. Secrets are references ({@code ${secret:name}}), resolved when a call is made.
 *
 * @param url of a webservice: base address; requests append their path to it. Empty for others
 * @param auth the one key of YAML's {@code auth} with its values: {@code basic}, {@code bearer}, {@code apiKey} …; empty = none
 * @param files where files are, instead of a webservice
 */
public record Connection(
        String name,
        String url,
        Map<String, Object> auth,
        Limits limits,
        Retry retry,
        Delivery delivery,
        Optional<FilePlace> files) {

    /** A webservice. */
    public Connection(
            String name, String url, Map<String, Object> auth, Limits limits, Retry retry, Delivery delivery) {
        this(name, url, auth, limits, retry, delivery, Optional.empty());
    }

    /** Where files are that are not in a bucket. */
    public sealed interface FilePlace {}

    /**
     * @param password and {@code key} (a private key as text): a reference to a secret; exactly one of them
     * @param hostKey fingerprint of the server's key: {@code SHA256:…}
     */
    public record Sftp(
            String host, int port, String user, Optional<String> password, Optional<String> key, String hostKey)
            implements FilePlace {}

    /** @param path of a folder on the machine of the local host */
    public record Folder(String path) implements FilePlace {}

    /**
     * A container of Azure Blob Storage. Exactly one of {@code sas}, {@code key}, {@code connectionString} and {@code identity}
     * says who calls; the first three are references to secrets.
     *
     * @param account empty where the connection string names it
     * @param endpoint of the account's blobs, where it is not the public cloud's
     * @param identity as which the machine calls that this runs on: its managed identity
     */
    public record Azure(
            Optional<String> account,
            String container,
            Optional<String> endpoint,
            Optional<String> sas,
            Optional<String> key,
            Optional<String> connectionString,
            Optional<Identity> identity)
            implements FilePlace {}

    /** @param client id of one that was assigned by a user; empty = the machine's own */
    public record Identity(Optional<String> client) {}

    /** @param ratePerSecond calls per second; empty = unlimited */
    public record Limits(Optional<Double> ratePerSecond, int concurrency, Duration timeout, long maxResponseBytes) {
        public static final Limits DEFAULT = new Limits(Optional.empty(), 8, Duration.ofSeconds(10), 10L << 20);
        /** A block of some megabytes must get through. */
        static final Limits AZURE = new Limits(Optional.empty(), 8, Duration.ofSeconds(30), 10L << 20);
    }

    /** @param attempts first one included @param within no attempt begins later than this after the first */
    public record Retry(int attempts, Duration within) {
        public static final Retry DEFAULT = new Retry(5, Duration.ofHours(24));
    }

    /** What a crash in mid-call may do (docs: delivery modes). */
    public enum Delivery {
        PUT_BY_KEY,
        IDEMPOTENCY_KEY,
        CHECK_THEN_WRITE,
        AT_LEAST_ONCE,
        AT_MOST_ONCE
    }
}

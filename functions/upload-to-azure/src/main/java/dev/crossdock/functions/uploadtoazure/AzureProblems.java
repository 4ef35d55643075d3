package dev.crossdock.functions.uploadtoazure;

import com.azure.core.http.HttpHeaderName;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import dev.crossdock.definition.Connection;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Retry;
import java.time.Clock;
import java.util.Set;

/**
 * What Azure answers, in words that help.
 *
 * @param place job and file
 */
record AzureProblems(String connection, Connection.Azure at, String place, Clock clock) {
    private static final int LONGEST = 200;
    private static final Set<Integer> COME_AGAIN = Set.of(408, 429, 500, 502, 503, 504);

    /** @param what was being done: {@code the upload of a block of products.csv} */
    RuntimeException of(BlobStorageException e, String what) {
        int status = e.getStatusCode();
        var said = "%s answered %s to %s%s.".formatted(called(), answer(e), what, excerpt(e));
        if (COME_AGAIN.contains(status)) {
            var header = e.getResponse() == null
                    ? null
                    : e.getResponse().getHeaders().getValue(HttpHeaderName.RETRY_AFTER);
            var wait = header == null
                    ? null
                    : Retry.retryAfter(header, clock.instant()).orElse(null);
            var code = status == 429 || status == 503 ? "azure.throttled" : "azure.failed";
            return new WorldException(
                    problem(code, said, "It is tried again by itself.").toString(), wait, e);
        }
        var code = e.getErrorCode();
        if (BlobErrorCode.CONTAINER_NOT_FOUND.equals(code) || BlobErrorCode.CONTAINER_BEING_DELETED.equals(code)) {
            return refused("azure.container", said, "Create it, or correct container in " + file() + ".");
        }
        if (status == 401 || status == 403) return refused("azure.forbidden", said, checkCredentials());
        if (BlobErrorCode.LEASE_ID_MISSING.equals(code)) {
            return refused(
                    "azure.leased", said, "Somebody holds a lease on the blob: release it, and drop the file again.");
        }
        return refused(
                "azure.refused",
                said,
                "Correct what it names in the job or in " + file() + ", and drop the file again.");
    }

    RuntimeException of(WorldException e, String what) {
        return new WorldException(
                problem(
                                "azure.unreachable",
                                "%s could not be reached for %s: %s.".formatted(called(), what, e.getMessage()),
                                "See whether account or endpoint in " + file()
                                        + " is right. It is tried again by itself.")
                        .toString(),
                e.retryAfter().orElse(null),
                e);
    }

    Refused refused(String code, String message, String hint) {
        return new Refused(problem(code, message, hint));
    }

    private Problem problem(String code, String message, String hint) {
        return Problem.of(code, message, hint).at(place);
    }

    private String called() {
        return "connection " + connection + ", container " + at.container()
                + at.account().map(name -> " of account " + name).orElse("") + ",";
    }

    private String file() {
        return "connections/" + connection + ".yaml";
    }

    private static String answer(BlobStorageException e) {
        return e.getStatusCode() + (e.getErrorCode() == null ? "" : " " + e.getErrorCode());
    }

    /** The first line of what it says; never more, because a wrong signature is answered with all that was signed. */
    private static String excerpt(BlobStorageException e) {
        var said = e.getServiceMessage();
        if (said == null) return "";
        int from = said.indexOf("<Message>");
        if (from >= 0) said = said.substring(from + "<Message>".length());
        var line = said.split("[\\n<]", 2)[0].strip();
        if (line.isEmpty()) return "";
        if (line.endsWith(".")) line = line.substring(0, line.length() - 1);
        return ": " + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…");
    }

    private String checkCredentials() {
        if (at.sas().isPresent()) {
            return "Check that the secret of sas is of this container, has not run out, and allows create and write (for tags: tag too).";
        }
        if (at.key().isPresent()) return "Check that the secret of key is a key of this account.";
        if (at.connectionString().isPresent()) return "Check the secret of connectionString.";
        return "Give the machine's identity the role Storage Blob Data Contributor on the container.";
    }
}

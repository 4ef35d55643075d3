package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * One file of a bucket, whole or not at all: what has come lies beside the target under a name that says of which state it is, so
 * that after a broken connection, or the next day, only the rest is asked for.
 */
final class Download {
    private static final int ATTEMPTS = 4;
    private static final int BUFFER = 64 << 10;

    private final Api api;
    private final BucketPath source;
    private final LongConsumer seen;

    /** @param seen is told how many bytes are there */
    Download(Api api, BucketPath source, LongConsumer seen) {
        this.api = api;
        this.source = source;
        this.seen = seen;
    }

    /** @return its size in bytes @throws Failure {@code get.broken} when it did not come in several attempts */
    long to(Path target) {
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                if (target.getParent() != null) Files.createDirectories(target.getParent());
                var part = rest(target);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
                return Files.size(target);
            } catch (IOException e) {
                last = e;
            }
        }
        throw Failure.failed(Problem.of(
                "get.broken",
                source.bucket() + "/" + source.name() + " did not arrive whole: " + last.getMessage() + ".",
                "Get it again: it goes on from where it broke off."));
    }

    private Path rest(Path target) throws IOException {
        var first = ask(Map.of());
        var etag = first.headers().firstValue("ETag").orElse("");
        var part = part(target, etag);
        long have = Files.exists(part) ? Files.size(part) : 0;
        long whole = first.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (etag.isEmpty() || have == 0 || whole < 0 || have > whole) {
            append(first.body(), part, 0);
            return part;
        }
        first.body().close();
        if (have == whole) return part;
        var rest = ask(Map.of("Range", "bytes=" + have + "-"));
        // Another state of the file, or a server that knows no ranges: from the beginning.
        boolean fits = rest.statusCode() == 206
                && rest.headers().firstValue("ETag").orElse("").equals(etag);
        if (!fits) {
            rest.body().close();
            Files.delete(part);
            return rest(target);
        }
        append(rest.body(), part, have);
        return part;
    }

    private HttpResponse<InputStream> ask(Map<String, String> headers) {
        return api.send(
                "GET", Api.path("buckets", source.bucket(), "files", source.name()), BodyPublishers.noBody(), headers);
    }

    private static Path part(Path target, String etag) {
        var state = etag.replaceAll("[^0-9A-Za-z]", "");
        var name =
                target.getFileName() + (state.isEmpty() ? "" : "." + state.substring(0, Math.min(12, state.length())));
        return target.resolveSibling(name + ".part");
    }

    private void append(InputStream body, Path part, long have) throws IOException {
        var options = have == 0
                ? new StandardOpenOption[] {
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING
                }
                : new StandardOpenOption[] {StandardOpenOption.APPEND};
        try (body;
                var out = Files.newOutputStream(part, options)) {
            var buffer = new byte[BUFFER];
            long there = have;
            for (int n; (n = body.read(buffer)) >= 0; ) {
                out.write(buffer, 0, n);
                there += n;
                seen.accept(there);
            }
        }
    }
}

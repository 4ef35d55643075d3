package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;

/** {@code BUCKET[/NAME]}. @param name empty when only the bucket is named; may have folders */
record BucketPath(String bucket, String name) {
    static BucketPath of(String text) {
        var slash = text.indexOf('/');
        var path = slash < 0
                ? new BucketPath(text, "")
                : new BucketPath(text.substring(0, slash), text.substring(slash + 1));
        if (!path.bucket.isEmpty()) return path;
        throw Failure.wrongUse(
                Problem.of("usage.bucket", "\"" + text + "\" names no bucket.", "Write BUCKET or BUCKET/NAME."));
    }
}

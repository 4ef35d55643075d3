package dev.crossdock.definition;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A named place for files. @param keep how long files stay, processed, invalid and skipped ones too; empty = for ever */
public record Bucket(String name, String description, Optional<Duration> keep) {
    /** Finished inputs lie in these folders of a bucket; nothing in them starts a job. */
    public static final Set<String> RESERVED = Set.of("processed", "invalid", "skipped");

    /** Whether a file or a pattern lies in a reserved folder. @param name in the bucket, folders and all */
    public static boolean reserved(String name) {
        int slash = name.indexOf('/');
        return slash > 0 && RESERVED.contains(name.substring(0, slash));
    }
}

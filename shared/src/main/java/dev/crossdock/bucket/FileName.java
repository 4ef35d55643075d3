package dev.crossdock.bucket;

import dev.crossdock.definition.Bucket;
import dev.crossdock.flow.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a file may be called. */
public final class FileName {
    /** S3's limit for a key, which is bucket, slash and name. */
    private static final int LONGEST_KEY = 1024;

    private static final int SHOWN = 100;

    private FileName() {}

    /** Why a file of this name cannot be written; empty when it can. @param name as it is, nothing encoded */
    public static Optional<Problem> check(String bucket, String name) {
        if (name.isEmpty()) return refuse(name, "is empty", "Give the file a name.");
        if (name.codePoints().anyMatch(FileName::unfit)) {
            return refuse(name, "has control characters, or is no Unicode", "Leave them out.");
        }
        if (name.startsWith("/")) return refuse(name, "begins with a slash", "Leave it out.");
        for (var part : name.split("/", -1)) {
            if (part.isEmpty()) return refuse(name, "has a folder without a name", "Write one slash between names.");
            if (part.equals(".") || part.equals("..")) {
                return refuse(name, "has the folder \"" + part + "\"", "Name the folder itself.");
            }
        }
        var folder = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
        if (Bucket.RESERVED.contains(folder)) {
            return refuse(name, "lies in \"" + folder + "\", where finished inputs are kept", "Choose another folder.");
        }
        int bytes = (bucket + "/" + name).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_KEY) {
            return refuse(
                    name,
                    "takes %,d bytes with its bucket; at most %,d fit".formatted(bytes, LONGEST_KEY),
                    "Shorten it.");
        }
        return Optional.empty();
    }

    private static boolean unfit(int point) {
        return Character.isISOControl(point)
                || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                || (point & 0xfffe) == 0xfffe;
    }

    private static Optional<Problem> refuse(String name, String what, String hint) {
        var shown = name.replaceAll("\\p{Cntrl}", "?");
        if (shown.length() > SHOWN) shown = shown.substring(0, SHOWN) + "…";
        return Optional.of(Problem.of("file.name", "the file name \"" + shown + "\" " + what + ".", hint));
    }
}

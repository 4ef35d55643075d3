package dev.crossdock.functions.bucketapi;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.ObjectStore.Stored;
import dev.crossdock.definition.Glob;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Deletes the files of a bucket that a pattern fits, when whoever asks knows how many they are. */
final class FileSweep {
    /** One request deletes so many at most: at 20 ms each that is what a gateway waits for. */
    private static final int MOST = 1_000;

    private final ObjectStore objects;
    private final String bucket;
    private final String match;
    private final Glob pattern;

    /** @throws Refused {@code request.match} when there is no pattern, or it is none */
    FileSweep(ObjectStore objects, String bucket, String match) {
        this.objects = objects;
        this.bucket = bucket;
        this.match = match;
        if (match == null || match.isEmpty()) {
            throw new Refused(Problem.of(
                    "request.match",
                    "there is no pattern.",
                    "Write ?match=GLOB, for example ?match=*.csv; * does not reach into folders."));
        }
        this.pattern = Glob.of(match);
    }

    /**
     * Deletes what was counted: a file that was replaced at this moment stays.
     *
     * @param confirm null when it is not said
     * @throws Refused {@code file.confirm} when it is not the number of files
     */
    Map<String, Object> delete(Integer confirm) {
        var found = found();
        if (confirm == null || confirm != found.size()) {
            throw new Refused(Problem.of(
                    "file.confirm",
                    "\"%s\" fits %,d file%s of bucket %s%s; nothing was deleted."
                            .formatted(
                                    match,
                                    found.size(),
                                    found.size() == 1 ? "" : "s",
                                    bucket,
                                    confirm == null ? "" : ", and confirm says %,d".formatted(confirm)),
                    "If they shall go, add &confirm=" + found.size() + "."));
        }
        var items = new ArrayList<Map<String, Object>>();
        int deleted = 0;
        for (var file : found) {
            boolean gone = objects.delete(file.key(), file.etag());
            if (gone) deleted++;
            items.add(Map.of("name", name(file), "message", gone ? "deleted" : "replaced at this moment, kept"));
        }
        var answer = new LinkedHashMap<String, Object>();
        answer.put("deleted", deleted);
        answer.put("items", items);
        return answer;
    }

    private List<Stored> found() {
        var found = new ArrayList<Stored>();
        for (var after = ""; ; ) {
            var page = objects.list(bucket + "/", after, 1000);
            for (var stored : page.items()) {
                after = stored.key();
                if (!pattern.matches(name(stored))) continue;
                found.add(stored);
                if (found.size() > MOST) {
                    throw new Refused(Problem.of(
                            "file.too-many-match",
                            "\"%s\" fits more than %,d files; nothing was deleted.".formatted(match, MOST),
                            "Delete them in several steps, by patterns that fit fewer."));
                }
            }
            if (page.next().isEmpty()) return found;
        }
    }

    private String name(Stored stored) {
        return stored.key().substring(bucket.length() + 1);
    }
}

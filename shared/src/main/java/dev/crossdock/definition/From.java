package dev.crossdock.definition;

import dev.crossdock.format.Options;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a job's records come from. Each kind's components are its YAML keys. */
public sealed interface From {
    /** {@code bucket}, {@code collection}, {@code webservice} or {@code files}: a row of the matrix. */
    String kind();

    /**
     * Files of a bucket; each drop that matches starts a run.
     *
     * @param files a glob on the name in the bucket; {@code *} does not reach into folders
     * @param format {@link Options#NONE} = known by name, or detected
     * @param latest of several files that wait only the newest is read, the others are set aside
     * @param group fields; consecutive records that agree in them become one
     */
    record BucketFiles(String bucket, String files, Options format, boolean latest, List<String> group)
            implements From {
        public BucketFiles(String bucket, String files, Options format) {
            this(bucket, files, format, false, List.of());
        }

        /** Whether a file of the bucket starts a run: none in a reserved folder does. @param name folders and all */
        public boolean matches(String name) {
            return !Bucket.reserved(name) && Glob.of(files).matches(name);
        }

        @Override
        public String kind() {
            return "bucket";
        }
    }

    /**
     * Records of a collection.
     *
     * @param records all, valid, invalid, or changed: those that changed since the job's last run that ended well
     * @param where JSONata that is true for those to take
     * @param byKey in the order of their ids; else as they lie in the store
     */
    record CollectionRecords(String collection, String records, Optional<String> where, boolean byKey) implements From {
        public CollectionRecords(String collection, String records, Optional<String> where) {
            this(collection, records, where, false);
        }

        @Override
        public String kind() {
            return "collection";
        }
    }

    /**
     * All pages of a webservice's answer.
     *
     * @param items JSONata for the records in an answer; empty = the answer is the list
     * @param next how the next page is found; empty = there is one page
     * @param state JSONata that gives an object, which is what the next run sees as {@code $state}
     * @param headers JSONata that gives an object
     * @param body JSONata
     * @param format of an answer; {@link Options#NONE} = as its content type says
     * @param limits at which a run ends, whatever the webservice says
     */
    record WebserviceRecords(
            String connection,
            String request,
            Optional<String> items,
            Optional<Next> next,
            Optional<String> state,
            Optional<String> headers,
            Optional<String> body,
            Options format,
            PullLimits limits)
            implements From {
        @Override
        public String kind() {
            return "webservice";
        }
    }

    /**
     * What one run asks for at most: when there is still a page then, the run fails.
     *
     * @param bytes of all answers
     * @param within since the run began to work
     */
    record PullLimits(int pages, long bytes, Duration within) {
        public static final PullLimits DEFAULT = new PullLimits(10_000, 10L << 30, Duration.ofHours(6));
    }

    /**
     * How the page after this one is found.
     *
     * @param value CURSOR and URL: JSONata over the answer; PAGE and OFFSET: the name of the query parameter
     * @param param CURSOR: the query parameter that takes it; empty = request, headers or body name {@code $cursor}
     * @param first PAGE: the number of the first page
     */
    record Next(Kind kind, String value, String param, int first) {
        public enum Kind {
            CURSOR,
            URL,
            PAGE,
            OFFSET,
            LINK
        }
    }

    /**
     * Whole files of an SFTP server or a folder.
     *
     * @param files folder and glob, from the server's root
     * @param after empty = a file that was taken is left, {@code delete}, or {@code move to FOLDER}
     * @param ready {@code stable}, {@code named}, or the suffix of a marker: {@code .done}
     */
    record RemoteFiles(String connection, String files, String after, String ready) implements From {
        @Override
        public String kind() {
            return "files";
        }
    }
}

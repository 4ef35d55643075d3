package dev.crossdock.definition;

import dev.crossdock.format.Options;

/** Where a job's records come from. Each kind's components are its YAML keys. */
public sealed interface From {
    /** {@code bucket}, {@code collection}, {@code webservice} or {@code files}: a row of the matrix. */
    String kind();

    /**
     * Files of a bucket; each drop that matches starts a run.
     *
     * @param files a glob on the name in the bucket; {@code *} does not reach into folders
     * @param format {@link Options#NONE} = known by name, or detected
     */
    record BucketFiles(String bucket, String files, Options format) implements From {
        /** Whether a file of the bucket starts a run: none in a reserved folder does. @param name folders and all */
        public boolean matches(String name) {
            return !Bucket.reserved(name) && Glob.of(files).matches(name);
        }

        @Override
        public String kind() {
            return "bucket";
        }
    }

    /** Records of a collection. @param records all, valid, invalid or changed */
    record CollectionRecords(String collection, String records) implements From {
        @Override
        public String kind() {
            return "collection";
        }
    }

    /** All pages of a webservice's answer. */
    record WebserviceRecords(String connection, String request) implements From {
        @Override
        public String kind() {
            return "webservice";
        }
    }

    /** Whole files of an SFTP server or a folder. */
    record RemoteFiles(String connection, String files) implements From {
        @Override
        public String kind() {
            return "files";
        }
    }
}

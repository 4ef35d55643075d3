package dev.crossdock.definition;

import dev.crossdock.format.Options;
import java.util.Optional;

/** Where a job's records go. Each kind's components are its YAML keys. */
public sealed interface To {
    /** {@code bucket}, {@code collection}, {@code webservice} or {@code azure}: a column of the matrix. */
    String kind();

    /**
     * @param invalid overrides the collection's own choice
     * @param merge a record is a merge patch of the one that is there, else it takes its place
     */
    record CollectionTarget(String collection, Optional<Invalid> invalid, boolean merge) implements To {
        public CollectionTarget(String collection, Optional<Invalid> invalid) {
            this(collection, invalid, false);
        }

        @Override
        public String kind() {
            return "collection";
        }
    }

    /**
     * @param file the name, with JSONata in braces; empty = the name that was read
     * @param onlyNew a file of that name is never replaced: the run fails
     * @param format {@link Options#NONE} = by the name
     */
    record BucketFile(String bucket, String file, boolean onlyNew, Options format) implements To {
        @Override
        public String kind() {
            return "bucket";
        }
    }

    record WebserviceTarget(String connection, String request) implements To {
        @Override
        public String kind() {
            return "webservice";
        }
    }

    record AzureBlob(String connection, String blob) implements To {
        @Override
        public String kind() {
            return "azure";
        }
    }
}

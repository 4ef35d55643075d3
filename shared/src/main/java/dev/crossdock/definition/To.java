package dev.crossdock.definition;

import dev.crossdock.format.Options;
import java.util.Optional;

/** Where a job's records go. Each kind's components are its YAML keys. */
public sealed interface To {
    /** {@code bucket}, {@code collection}, {@code webservice} or {@code azure}: a column of the matrix. */
    String kind();

    /** @param invalid overrides the collection's own choice */
    record CollectionTarget(String collection, Optional<Invalid> invalid) implements To {
        @Override
        public String kind() {
            return "collection";
        }
    }

    /**
     * @param file the name, with JSONata in braces; empty = the name that was read
     * @param onlyNew a file of that name is never replaced: the run fails
     * @param format {@link Options#NONE} = by the name
     * @param parts how the output is cut into several files; empty = it is one
     */
    record BucketFile(String bucket, String file, boolean onlyNew, Options format, Optional<Parts> parts)
            implements To {
        @Override
        public String kind() {
            return "bucket";
        }
    }

    /** How much one part of an output holds at most: one of the two, the other is 0. @param bytes before packing */
    record Parts(long bytes, long records) {}

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

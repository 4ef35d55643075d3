package dev.crossdock.definition;

import dev.crossdock.format.Options;
import java.util.Map;
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

    /**
     * A blob in a container of Azure.
     *
     * @param blob the name, with JSONata in braces
     * @param contentType empty = by the name
     * @param metadata names, and texts with JSONata in braces
     * @param tags as metadata
     * @param onlyNew a blob of that name is never replaced: the run fails
     * @param format {@link Options#NONE} = by the name
     */
    record AzureBlob(
            String connection,
            String blob,
            Optional<String> contentType,
            Map<String, String> metadata,
            Map<String, String> tags,
            Optional<Tier> tier,
            boolean onlyNew,
            Options format)
            implements To {
        /** How fast and how dear a blob is to read. */
        public enum Tier {
            HOT,
            COOL,
            COLD,
            ARCHIVE
        }

        @Override
        public String kind() {
            return "azure";
        }
    }
}

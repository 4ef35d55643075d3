package dev.crossdock.definition;

import dev.crossdock.format.Options;
import java.util.Map;
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

    /**
     * Calls of a webservice.
     *
     * @param request method and path, with JSONata in braces
     * @param body JSONata; empty = the record, in batches the list of records
     * @param headers JSONata that gives an object
     * @param batch how many records go in one call; empty = each has its own
     * @param results where an answer says what became of each record; empty = its status holds for all of them
     */
    record WebserviceTarget(
            String connection,
            String request,
            Optional<String> body,
            Optional<String> headers,
            Optional<Batching> batch,
            Optional<Results> results)
            implements To {

        /** @param size most records in a call, 1 to 1,000 @param bytes most bytes of a body; a single record may have more */
        public record Batching(int size, long bytes) {}

        /**
         * @param listed whether the answer lists all records, or only those that failed
         * @param items JSONata for that list
         * @param lines the answer is NDJSON; {@code items} sees the list of its lines
         * @param id JSONata for the id of one of them; empty = they are in the order of the records
         * @param record JSONata for the id of a record
         * @param index JSONata for the 0-based place of one of them among the records
         * @param status JSONata for its status: a number as of HTTP, a flag, or a word
         * @param error JSONata for what was wrong with it
         */
        public record Results(
                Listed listed,
                String items,
                boolean lines,
                Optional<String> id,
                Optional<String> record,
                Optional<String> index,
                Optional<String> status,
                Optional<String> error) {}

        public enum Listed {
            ALL,
            FAILED
        }

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

package dev.crossdock.functions.pullfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.run.Ledger;
import java.util.Optional;

/** Which files a job has taken, in the state in which it took them: {@code PULLED#job} in the ledger. Thread-safe. */
final class Pulled {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ledger ledger;
    private final String partition;

    Pulled(Ledger ledger, String job) {
        this.ledger = ledger;
        this.partition = "PULLED#" + job;
    }

    /** @param run which took it @param etag of the object that was made of it */
    record Taken(String run, long sizeBytes, long modifiedMs, String etag) {}

    /** Empty when the file, in this state, was never taken. */
    Optional<Taken> of(RemoteFolder.Entry file) {
        return ledger.read(partition, file.name())
                .map(entry -> read(entry.body()))
                .filter(taken -> taken.sizeBytes() == file.sizeBytes() && taken.modifiedMs() == file.modifiedMs());
    }

    /** The state that was taken last is what counts. */
    void note(RemoteFolder.Entry file, String run, String etag) {
        try {
            var taken = JSON.writeValueAsString(new Taken(run, file.sizeBytes(), file.modifiedMs(), etag));
            ledger.write(partition, file.name(), Ledger.ANY, taken, null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Taken read(String json) {
        try {
            return JSON.readValue(json, Taken.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a taken file", e);
        }
    }
}

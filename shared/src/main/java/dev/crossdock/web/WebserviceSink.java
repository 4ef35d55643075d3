package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.crossdock.bucket.FileSink;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.OutputFile;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.To;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Hold;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Receipt;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sink;
import dev.crossdock.format.Options;
import dev.crossdock.run.Work;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls a webservice for each record, or for as many as go in one call, as often as the connection's delivery mode promises. A
 * crash in mid-call is seen by the next worker: in {@code put-by-key} and {@code idempotency-key} the same calls are made again,
 * under the same keys; in the other modes the ledger says before each group of calls that they are made, so {@code
 * at-least-once} knows which of them may happen twice, {@code check-then-write} looks them up, and {@code at-most-once} gives
 * them up as unknown. What became of each record is a line of {@code .runs/<run>/results.ndjson}.
 *
 * <p>Calls that say what shall be of the same thing (PUT, PATCH, DELETE of one path, one id of batches) are made one after the
 * other, in the order of the input; all others beside one another, up to {@code limits.concurrency}.
 */
public final class WebserviceSink implements Sink {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new Jdk8Module())
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    /** What names a record of the source, whoever reads it again. */
    public enum Naming {
        /** Its number in a file that does not change. */
        BY_NUMBER,
        /** Where it came from, and what it holds: its number may be another when it is read again. */
        BY_CONTENT
    }

    final Sender sender;
    final Connection connection;
    final Work work;
    final Naming naming;
    final Packing packing;
    final Optional<BulkAnswer> bulk;
    final Map<String, Object> variables;
    private final FileSink results;

    /**
     * @throws Refused when the connection is no webservice, an expression does not compile, or the connection's delivery mode and
     *     the job do not fit together
     */
    public WebserviceSink(Sender sender, ObjectStore objects, Work work, Connection connection, Naming naming) {
        var to = (To.WebserviceTarget) work.job().to();
        var place = "job " + work.job().name() + ", to";
        if (connection.url().isEmpty()) {
            throw new Refused(Problem.of(
                            "connection.no-webservice",
                            "connection " + connection.name() + " has no url: it is no webservice.",
                            "Name a connection with a url.")
                    .at(place));
        }
        if (to.batch().isPresent() && connection.delivery() == Connection.Delivery.CHECK_THEN_WRITE) {
            throw new Refused(Problem.of(
                            "config.batch-lookup",
                            "connection " + connection.name()
                                    + " looks up before it writes (check-then-write), and a batch has nothing to look up.",
                            "Leave batch out, or choose another delivery in connections/" + connection.name()
                                    + ".yaml.")
                    .at(place));
        }
        this.sender = sender;
        this.connection = connection;
        this.work = work;
        this.naming = naming;
        this.variables = work.variables();
        this.bulk = to.results().map(said -> new BulkAnswer(said, place + ".results"));
        this.packing = new Packing(
                RequestTemplate.compile(to.request(), to.headers(), to.body(), place),
                to.batch(),
                variables,
                connection.delivery());
        this.results = new FileSink(
                objects,
                new OutputFile(
                        work.run().id(),
                        ".runs",
                        work.run().id() + "/results.ndjson",
                        false,
                        new Options("ndjson", Map.of()),
                        false));
    }

    /**
     * Where a chunk is.
     *
     * @param writes that are saved
     * @param away since when the webservice gives no good answer
     * @param results what the results file's sink says
     */
    record Place(long writes, Optional<Instant> away, String results) {
        static Place of(Receipt receipt) {
            if (receipt.equals(Receipt.NONE)) return new Place(0, Optional.empty(), "");
            try {
                return JSON.readValue(receipt.text(), Place.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not a webservice's receipt: " + receipt.text(), e);
            }
        }

        Receipt receipt() {
            try {
                return new Receipt(JSON.writeValueAsString(this));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar) {
        return open(chunk, sofar, Hold.ENDLESS);
    }

    @Override
    public Writer open(Chunk chunk, Receipt sofar, Hold hold) {
        var place = Place.of(sofar);
        return new WebserviceWriter(
                this, chunk.number(), place, hold, results.open(chunk, new Receipt(place.results())));
    }

    @Override
    public void finish(List<Receipt> receipts) {
        results.finish(receipts.stream()
                .map(receipt -> new Receipt(Place.of(receipt).results()))
                .toList());
        for (int chunk = 0; chunk < receipts.size(); chunk++) {
            Journal.forget(sender.ledger, work.run().id(), chunk, Long.MAX_VALUE);
        }
    }

    @Override
    public Sink rehearsal() {
        return new ShownRequests(
                (To.WebserviceTarget) work.job().to(),
                variables,
                "job " + work.job().name() + ", to");
    }

    @Override
    public List<String> outputs() {
        return results.outputs();
    }
}

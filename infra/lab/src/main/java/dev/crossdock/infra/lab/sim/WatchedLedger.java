package dev.crossdock.infra.lab.sim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.run.Ledger;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ledger, and what must hold at each of its writes: no write of a late owner is taken, no epoch has two owners, counts add up. */
final class WatchedLedger implements Ledger {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DELIVERIES = "DELIVERYLINE#";

    private final World world;
    private final Ledger inner;
    private final Set<String> openings = new HashSet<>();

    WatchedLedger(World world, Ledger inner) {
        this.world = world;
        this.inner = inner;
    }

    @Override
    public Optional<Entry> read(String partition, String sort) {
        return inner.read(partition, sort);
    }

    @Override
    public Optional<Entry> write(String partition, String sort, long expectedVersion, String body, Instant expires) {
        boolean chunk = partition.startsWith("RUN#") && sort.startsWith("CHUNK#");
        var before = chunk ? looked(partition, sort) : Optional.<Entry>empty();
        var written = inner.write(partition, sort, expectedVersion, body, expires);
        if (partition.equals("BREAKER") && written.isPresent()) opened(sort, tree(body));
        if (written.isEmpty()) {
            if (chunk) world.fenced++;
            return written;
        }
        if (chunk && before.isPresent())
            saved(partition + " " + sort, tree(before.get().body()), tree(body));
        if (partition.startsWith("EXE#delivery/") && world.running() != null) {
            world.noted(partition, world.running().looked);
        }
        if (partition.startsWith(DELIVERIES)) {
            world.noted(partition + " " + sort.substring(sort.indexOf('#') + 1), world.trace.steps());
        }
        if (partition.startsWith("EFF#") && world.running() != null && body.contains("\"SENT\"")) {
            world.running().intends = true;
        }
        return written;
    }

    /** The entry says since when it has been open; one that merely waits is told of to nobody. */
    private void opened(String connection, JsonNode shut) {
        if (shut.path("why").asText().isEmpty()) return;
        if (openings.add(connection + " " + shut.path("opened").asText())) {
            world.opened.merge("breaker.opened " + connection, 1, Integer::sum);
        }
    }

    private Optional<Entry> looked(String partition, String sort) {
        return world.faults.unwatched(() -> inner.read(partition, sort));
    }

    private void saved(String place, JsonNode before, JsonNode after) {
        var me = world.running() == null ? "" : world.running().request;
        var owner = before.path("owner").asText();
        long epoch = before.path("epoch").asLong();
        long next = after.path("epoch").asLong();
        if (next == epoch && !owner.isEmpty() && !owner.equals(me)) {
            world.findings.add("zombie write", place + " is held by " + owner + " and was written by " + me);
        }
        if (next == epoch
                && !after.path("owner").asText().isEmpty()
                && !after.path("owner").asText().equals(owner)) {
            world.findings.add("two owners", place + ", epoch " + epoch);
        }
        if (next < epoch) world.findings.add("epoch", place + " went from " + epoch + " to " + next);
        long seq = after.path("seq").asLong() - before.path("seq").asLong();
        long read =
                after.at("/counts/read").asLong() - before.at("/counts/read").asLong();
        if (read < 0 || seq < 0) world.findings.add("counts", place + " went back");
        if (seq == 0 && read != 0) world.findings.add("counts", place + " counts what no checkpoint has passed");
    }

    private static JsonNode tree(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean delete(String partition, String sort, long expectedVersion) {
        return inner.delete(partition, sort, expectedVersion);
    }

    @Override
    public List<Entry> list(String partition, String prefix, String after, int limit) {
        if (partition.startsWith(DELIVERIES) && world.running() != null) world.running().looked = world.trace.steps();
        return inner.list(partition, prefix, after, limit);
    }

    @Override
    public List<Entry> listBackwards(String partition, String prefix, String before, int limit) {
        return inner.listBackwards(partition, prefix, before, limit);
    }
}

package dev.crossdock.graph;

import dev.crossdock.definition.Collection;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore.Filter;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.OwnJobs;
import dev.crossdock.run.Run;
import dev.crossdock.run.RunKey;
import dev.crossdock.run.Starter;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records of collections to their definitions: when schema, computed fields, indexes or relations are others than those that
 * all records went by, a run applies them. What the store says is compared, not what changed: who dies in between has lost nothing.
 * Thread-safe.
 */
public final class Revalidation {
    private static final Logger LOG = LoggerFactory.getLogger(Revalidation.class);

    private final DefinitionStore definitions;
    private final RecordStore records;
    private final Starter starter;
    private final Clock clock;

    public Revalidation(DefinitionStore definitions, RecordStore records, Starter starter, Clock clock) {
        this.definitions = definitions;
        this.records = records;
        this.starter = starter;
        this.clock = clock;
    }

    /** To be called when definitions were published; a collection that is as it should be costs a read. */
    public void check() {
        for (var collection : definitions.project().collections().values()) {
            try {
                check(collection);
            } catch (Refused e) {
                LOG.warn("revalidate.refused collection={} message=\"{}\"", collection.name(), e.problem());
            }
        }
    }

    private void check(Collection collection) {
        var wanted = new CollectionRules(collection).marks();
        var known = records.complete(collection.name());
        if (known.equals(wanted)) return;
        if (records.page(collection.name(), Filter.ALL, "", 1).items().isEmpty()) {
            records.complete(collection.name(), wanted);
            return;
        }
        // Writers leave out at once what is not declared any more: declared again, it is another one.
        var left = new HashSet<>(known);
        left.retainAll(wanted);
        if (!left.equals(known)) records.complete(collection.name(), Set.copyOf(left));
        if (left.equals(wanted)) return;
        var version = definitions.job(OwnJobs.revalidating(collection.name())).version();
        start(collection.name(), "definition " + version);
    }

    /** Starts a run, whether it is needed or not. @param cause the same cause, the same run */
    public Run start(String collection, String cause) {
        definitions.collection(collection);
        var job = OwnJobs.revalidating(collection);
        var run = starter.start(
                job, RunKey.ofRequest(job, cause), Optional.empty(), Map.of(), Starter.order(clock.instant(), ""));
        LOG.info("revalidate.started collection={} run={}", collection, run.id());
        return run;
    }
}

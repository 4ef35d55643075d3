package dev.crossdock.aws;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.EventFunction;
import dev.crossdock.event.Invocation;
import dev.crossdock.memory.Bench;
import dev.crossdock.run.DefinitionStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before Lambda takes a function's snapshot (SnapStart), does once what the first event would pay for: stores are asked, a file is
 * mapped and checked in memory, and the function is called with its {@link EventFunction#idle idle event}. After the restore nothing
 * that was read before holds any more. Where no snapshot is taken, nobody calls this.
 *
 * <p>A step that fails leaves the first call slower, not wrong: it is logged, and the snapshot is taken.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">AWS: runtime hooks for SnapStart</a>
 */
@ApplicationScoped
public class Priming implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(Priming.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What every mapping needs: a CSV, an expression of the common kind, a schema, a record that fits and one that does not. */
    private static final String FILE = "sku,name,price,tags\nA-1,Shirt,19.90,\"a;b\"\n,Trousers,x,\n";

    private static final Map<String, String> PROJECT = Map.of(
            "bucket/incoming",
            "{}",
            "collection/products",
            "{\"key\":\"sku\",\"schema\":{\"type\":\"object\",\"required\":[\"sku\"],"
                    + "\"properties\":{\"price\":{\"type\":\"number\"}}}}",
            "job/prime",
            "{\"from\":{\"bucket\":\"incoming\",\"files\":\"*.csv\"},\"map\":\"{'sku': sku, 'name': $uppercase(name), "
                    + "'price': $number(price), 'tags': $split(tags, ';')[$ != '']}\",\"to\":{\"collection\":\"products\"}}");

    private final Instance<EventFunction<?, ?>> functions;
    private final DefinitionStore definitions;
    private final ObjectStore objects;
    private final Clock clock;

    Priming(Instance<EventFunction<?, ?>> functions, DefinitionStore definitions, ObjectStore objects, Clock clock) {
        this.functions = functions;
        this.definitions = definitions;
        this.objects = objects;
        this.clock = clock;
    }

    /** The context keeps only a weak reference; this bean lives as long as the function does. */
    void started(@Observes StartupEvent event) {
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        step("definitions", definitions::project);
        // Mostly there is no such object, and that is an answer too.
        step("objects", () -> objects.head(".runs/none"));
        step("mapping", this::mapped);
        for (var function : functions) step(function.name(), () -> idle(function));
    }

    private static void step(String name, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("priming.failed step={} reason=\"{}\"", name, e.toString());
        }
    }

    private void mapped() {
        try {
            var file = Files.createTempFile("priming", ".csv");
            try {
                Files.writeString(file, FILE);
                new Bench(PROJECT, clock.instant())
                        .run(new Bench.Wish("prime", file, "prime.csv", "priming", Map.of(), 2, 2));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <I> void idle(EventFunction<I, ?> function) {
        function.idle().ifPresent(event -> function.handle(event, Invocation.within(PATIENCE, clock)));
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        definitions.forget();
    }
}

package dev.crossdock.functions.bucketapi;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.Uploads;
import dev.crossdock.definition.Definitions;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The function's world without a cloud. */
@ApplicationScoped
public class InMemory {
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    Ledger ledger() {
        return new MemoryLedger(Clock.systemUTC());
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    ObjectStore objects() {
        return new MemoryObjectStore(Clock.systemUTC());
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    DefinitionStore definitions() {
        var store = new DefinitionStore(new MemoryLedger(Clock.systemUTC()), Clock.systemUTC());
        store.publish(
                Map.of(
                        "project/shop", Definitions.canonical("project", "shop", "{\"name\": \"shop\"}"),
                        "bucket/incoming",
                                Definitions.canonical(
                                        "bucket", "incoming", "{\"description\": \"ERP\", \"keep\": \"90d\"}"),
                        "bucket/outgoing", Definitions.canonical("bucket", "outgoing", "{}")),
                true);
        return store;
    }

    /** One upload, {@code u1}, whose parts are texts that came some other way. */
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    Uploads uploads(ObjectStore objects) {
        return new Uploads() {
            @Override
            public String start(String key, String contentType) {
                done = false;
                return "u1";
            }

            @Override
            public URI address(String key, String upload, int number, Duration within) {
                return URI.create("http://store/" + key + "?partNumber=" + number + "&uploadId=" + upload);
            }

            /** Of each that is asked for its first part, of 8 MB, is there. */
            @Override
            public Optional<List<Sent>> sent(String key, String upload) {
                return upload.equals("u1") && !done
                        ? Optional.of(List.of(new Sent(1, "e1", 8 << 20), new Sent(2, "e2", 7)))
                        : Optional.empty();
            }

            private boolean done;

            @Override
            public Completed complete(String key, String upload, List<Part> parts, boolean onlyNew) {
                if (!upload.equals("u1")) return Completed.UNKNOWN;
                if (parts.stream().anyMatch(part -> !part.etag().startsWith("e"))) return Completed.BAD_PARTS;
                if (onlyNew && objects.head(key).isPresent()) return Completed.EXISTS;
                objects.write(key, "whole".getBytes(), "text/plain");
                done = true;
                return Completed.DONE;
            }

            @Override
            public void abort(String key, String upload) {}
        };
    }

    static String text(java.io.InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}

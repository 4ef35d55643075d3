package dev.crossdock.functions.uploadtoazure;

import dev.crossdock.bucket.OutputFile;
import dev.crossdock.definition.Connection;
import dev.crossdock.flow.SinkContract;
import dev.crossdock.format.Options;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A blob is named by its drop, as files usually are; that drops take their turns is the run's promise, not the sink's. */
class RecordsSinkTest extends SinkContract {
    @Override
    protected Place place() {
        var azure = new FakeAzure(new Faults());
        var objects = new MemoryObjectStore(Clock.systemUTC());
        return new Place(drop -> sink(azure, objects, drop), () -> {
            var seen = new TreeMap<String, Object>();
            azure.blobs.forEach((name, blob) -> seen.put(name, List.of(blob.text(), blob.etag())));
            return seen;
        });
    }

    private static RecordsSink sink(FakeAzure azure, MemoryObjectStore objects, int drop) {
        var run = "r-" + drop;
        var at = new Connection.Azure(
                Optional.of(FakeAzure.ACCOUNT),
                FakeAzure.CONTAINER,
                Optional.empty(),
                Optional.of("${secret:catalogue}"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var connection = new Connection(
                "catalogue",
                "",
                Map.of(),
                Connection.Limits.DEFAULT,
                Connection.Retry.DEFAULT,
                Connection.Delivery.PUT_BY_KEY,
                Optional.of(at));
        var pace = Pace.real(Clock.systemUTC());
        var identities = new ManagedIdentity(azure, name -> Optional.empty(), Clock.systemUTC());
        var container = new AzureClients(
                        azure,
                        name -> new Secret(FakeAzure.SAS),
                        identities,
                        new Guarded(new dev.crossdock.memory.MemoryLedger(Clock.systemUTC()), pace))
                .open(connection, at, "job archive");
        var target = new BlobTarget(
                "p-" + drop + ".csv", "text/csv", Map.of(), Map.of(), Optional.empty(), false, "job archive");
        var file = OutputFile.elsewhere(run, target.name(), Options.NONE);
        return new RecordsSink(container, target, objects, file, run, new Staging(Runnable::run), 300);
    }
}

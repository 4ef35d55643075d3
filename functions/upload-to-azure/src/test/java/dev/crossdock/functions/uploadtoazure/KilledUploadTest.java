package dev.crossdock.functions.uploadtoazure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.run.State;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An upload in several chunks, killed before and after every single call to a store, a queue or Azure. */
class KilledUploadTest {
    private static final int RECORDS = 16;

    private House house;
    private FakeAzure azure;

    private House house(Map<String, Object> more, boolean blind) {
        house = new House();
        azure = new FakeAzure(house.faults);
        azure.blind = blind;
        azure.put("out.ndjson", "old".getBytes(StandardCharsets.UTF_8), Map.of());
        var job = new LinkedHashMap<String, Object>(Map.of(
                "from", Map.of("bucket", "incoming", "files", "*"),
                "to", Map.of("connection", "catalogue", "blob", "out.ndjson")));
        job.putAll(more);
        return house.define("bucket", "incoming", Map.of())
                .define(
                        "connection",
                        "catalogue",
                        Map.of(
                                "azure",
                                Map.of(
                                        "account", FakeAzure.ACCOUNT,
                                        "container", FakeAzure.CONTAINER,
                                        "sas", "${secret:catalogue}")))
                .define("job", "archive", job)
                .serve(in -> {
                    var pace = new Pace(in.clock, new Random(7), in.clock::step);
                    var identities = new ManagedIdentity(azure, name -> Optional.empty(), in.clock);
                    return new UploadToAzure(
                            in.objects,
                            in.runner(),
                            new AzureClients(
                                    azure, name -> new Secret(FakeAzure.SAS), identities, new Guarded(in.ledger, pace)),
                            new Staging(Runnable::run),
                            new UploadToAzure.Sizes(60, 2),
                            in.clock);
                });
    }

    private static String file() {
        var lines = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) lines.append("{\"sku\":\"A").append(i).append("\"}\n");
        return lines.toString();
    }

    private interface Expected {
        void holds(String when);
    }

    private void everywhere(Map<String, Object> more, boolean blind, Expected expected) {
        house(more, blind).drop("incoming/in.ndjson", file());
        var seen = new TreeSet<String>();
        house.faults.watch(
                (number, what, after) -> seen.add(azure.blobs.get("out.ndjson").text()));
        house.untilQuiet();
        long calls = house.faults.calls();
        assertThat(calls).isGreaterThan(60);
        expected.holds("undisturbed");
        assertThat(seen)
                .containsExactlyInAnyOrder("old", azure.blobs.get("out.ndjson").text());
        for (long call = 1; call <= calls; call++) {
            house(more, blind).drop("incoming/in.ndjson", file()).killAt(call).untilQuiet();
            assertThat(house.kills()).isEqualTo(1);
            expected.holds("killed at " + call);
        }
    }

    private void ended(String when, int records, String content) {
        var run = house.run();
        assertThat(run.state()).as("%s: %s", when, run.error()).isEqualTo(State.SUCCEEDED);
        assertThat(run.counts().read()).as(when).isEqualTo(records);
        assertThat(run.counts().written()).as(when).isEqualTo(records);
        assertThat(azure.blobs.get("out.ndjson").text()).as(when).isEqualTo(content);
        assertThat(house.objects.list(".runs/" + run.id() + "/out/", "", 10).items())
                .as(when)
                .isEmpty();
    }

    @Test
    void aFileAsItIsIsThereWholeAndOnce() {
        everywhere(Map.of(), false, when -> {
            ended(when, 1, file());
            // Whoever looks first does not do it twice.
            assertThat(azure.blobs.get("out.ndjson").etag()).as(when).isEqualTo("e2");
        });
    }

    @Test
    void soItIsWithoutTheRightToLook() {
        everywhere(Map.of(), true, when -> ended(when, 1, file()));
    }

    @Test
    void mappedRecordsAreThereWholeAndOnce() {
        everywhere(Map.of("map", "{'s': sku}"), false, when -> {
            ended(when, RECORDS, file().replace("sku", "s"));
            assertThat(azure.blobs.get("out.ndjson").etag()).as(when).isEqualTo("e2");
        });
    }
}

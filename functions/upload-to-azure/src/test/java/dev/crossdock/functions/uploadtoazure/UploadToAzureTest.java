package dev.crossdock.functions.uploadtoazure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import dev.crossdock.flow.Problem;
import dev.crossdock.run.State;
import dev.crossdock.web.AllowList;
import dev.crossdock.web.CoreHttp;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Http;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import dev.crossdock.web.SecretValues;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 1.4: a drop starts the job, and a blob is there when it ends. */
class UploadToAzureTest {
    private static final UploadToAzure.Sizes SMALL = new UploadToAzure.Sizes(10, 3);

    final House house = new House();
    final FakeAzure azure = new FakeAzure(house.faults);
    final Map<String, String> secrets = new HashMap<>(Map.of("catalogue", FakeAzure.SAS));
    private final Map<String, String> environment = new HashMap<>();
    final Map<String, Object> connection = new LinkedHashMap<>(
            Map.of("account", FakeAzure.ACCOUNT, "container", FakeAzure.CONTAINER, "sas", "${secret:catalogue}"));

    int attempts = 5;

    House job(Map<String, Object> to) {
        return job(to, Map.of(), azure, new Staging(Runnable::run));
    }

    House job(Map<String, Object> to, Map<String, Object> more, Http http, Staging staging) {
        var target = new LinkedHashMap<String, Object>(Map.of("connection", "catalogue", "blob", "{$file.name}"));
        target.putAll(to);
        var job = new LinkedHashMap<String, Object>(
                Map.of("from", Map.of("bucket", "incoming", "files", "*"), "to", target));
        job.putAll(more);
        SecretValues values = name -> new Secret(secrets.get(name));
        return house.define("bucket", "incoming", Map.of())
                .define("connection", "catalogue", Map.of("azure", connection, "retry", Map.of("attempts", attempts)))
                .define("job", "archive", job)
                .serve(in -> new UploadToAzure(
                        in.objects,
                        in.runner(),
                        new AzureClients(
                                http,
                                values,
                                new ManagedIdentity(http, name -> Optional.ofNullable(environment.get(name)), in.clock),
                                new Guarded(in.ledger, new Pace(in.clock, new Random(7), in.clock::step))),
                        staging,
                        SMALL,
                        in.clock));
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Problem error() {
        var run = house.run();
        assertThat(run.state()).isEqualTo(State.FAILED);
        var error = run.error().orElseThrow();
        assertThat(error.toString())
                .contains("job archive")
                .contains("incoming/")
                .doesNotContain("good", FakeAzure.KEY);
        assertThat(error.hint()).isNotEmpty();
        return error;
    }

    @Test
    void aFileIsUploadedAsItIsWithWhatTheJobSaysOfIt() {
        var content = bytes(25);
        job(Map.of(
                        "blob",
                        "{$run.year}/{$file.name}",
                        "metadata",
                        Map.of("source", "{$file.bucket}", "day", "{$run.date}", "none", "{$params.no}"),
                        "tags",
                        Map.of("job", "{$run.job}"),
                        "tier",
                        "cool"))
                .drop("incoming/chair.png", content)
                .untilQuiet();
        var blob = azure.blobs.get("2026/chair.png");
        assertThat(house.run().state()).as("%s", house.run().error()).isEqualTo(State.SUCCEEDED);
        assertThat(blob.content()).isEqualTo(content);
        assertThat(blob.about())
                .containsEntry("x-ms-blob-content-type", "image/png")
                .containsEntry("x-ms-meta-source", "incoming")
                .containsEntry("x-ms-meta-day", "2026-03-01")
                .containsEntry("x-ms-meta-crossdock_run", house.run().id())
                .containsEntry("x-ms-tags", "job=archive")
                .containsEntry("x-ms-access-tier", "Cool")
                .containsEntry("x-ms-blob-content-md5", FakeAzure.md5(content))
                .doesNotContainKey("x-ms-meta-none");
        assertThat(house.run().counts().read()).isEqualTo(1);
        assertThat(house.run().counts().written()).isEqualTo(1);
        assertThat(house.objects.head("incoming/processed/2026-03-01/chair.png"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 29, 30, 31, 60, 307})
    void aFileOfAnySizeIsOneRecordHoweverManyBlocksItHas(int length) {
        var content = bytes(length);
        job(Map.of()).drop("incoming/a b+ø%41.bin", content).untilQuiet();
        assertThat(house.run().state()).as("%s", house.run().error()).isEqualTo(State.SUCCEEDED);
        assertThat(azure.blobs.get("a b+ø%41.bin").content()).isEqualTo(content);
        assertThat(house.run().counts().read()).isEqualTo(1);
        assertThat(house.run().counts().written()).isEqualTo(1);
        assertThat(azure.log.stream().filter(call -> call.startsWith("PUT block ")))
                .hasSize((length + 9) / 10);
        assertThat(azure.log.stream().filter(call -> call.startsWith("PUT blocklist ")))
                .hasSize(1);
        assertThat(azure.blobs.get("a b+ø%41.bin").about().containsKey("x-ms-blob-content-md5"))
                .isEqualTo(length <= 30);
    }

    @Test
    void aSignatureThatMayOnlyWriteIsEnough() {
        azure.blind = true;
        job(Map.of()).drop("incoming/a.bin", bytes(100)).untilQuiet();
        assertThat(house.run().state()).as("%s", house.run().error()).isEqualTo(State.SUCCEEDED);
        assertThat(azure.blobs.get("a.bin").content()).isEqualTo(bytes(100));
    }

    @ParameterizedTest
    @CsvSource({
        "p.csv, p.csv, false",
        "p.csv, archive/p.tsv, false",
        "p.csv, p.bin, false",
        "p.txt, p.csv, false",
        "p.csv, p.ndjson, true",
        "p.csv, p.csv.gz, true",
        "p.ndjson, p.json, true"
    })
    void onlyAnotherFormatIsWrittenAnew(String file, String blob, boolean anew) {
        var text = file.endsWith(".ndjson") ? "{\"sku\":\"A\"}\n" : "sku\nA\n";
        job(Map.of("blob", blob)).drop("incoming/" + file, text).untilQuiet();
        assertThat(house.run().state()).as("%s", house.run().error()).isEqualTo(State.SUCCEEDED);
        assertThat(azure.blobs.get(blob).text().equals(text)).isEqualTo(!anew);
    }

    @Test
    void recordsAreMappedAndWrittenInTheFormatOfTheBlobsName() {
        var text = new StringBuilder("sku,price\n");
        for (int i = 0; i < 50; i++) text.append("A%d,%s%n".formatted(i, i == 7 ? "x" : "" + i));
        job(
                        Map.of("blob", "{$run.date}.json"),
                        Map.of("map", "{'sku': sku, 'price': $number(price)}"),
                        azure,
                        new Staging(Runnable::run))
                .drop("incoming/products.csv", text.toString())
                .untilQuiet();
        assertThat(house.run().state()).isEqualTo(State.PARTIAL);
        assertThat(house.run().counts().written()).isEqualTo(49);
        assertThat(house.rejects()).extracting("record").containsExactly(8L);
        var blob = azure.blobs.get("2026-03-01.json");
        assertThat(blob.text())
                .startsWith("[\n{\"sku\":\"A0\",\"price\":0}")
                .endsWith("{\"sku\":\"A49\",\"price\":49}\n]\n");
        assertThat(blob.about()).containsEntry("x-ms-blob-content-type", "application/json");
        assertThat(house.objects
                        .list(".runs/" + house.run().id() + "/out/", "", 10)
                        .items())
                .isEmpty();
    }

    @Test
    void theNextDropReplacesTheBlobAndFailKeepsIt() {
        job(Map.of("blob", "latest.bin", "contentType", "application/x-photo"))
                .drop("incoming/1.bin", bytes(20))
                .drop("incoming/2.bin", bytes(30))
                .untilQuiet();
        assertThat(azure.blobs.get("latest.bin").content()).isEqualTo(bytes(30));
        assertThat(azure.blobs.get("latest.bin").about())
                .containsEntry("x-ms-blob-content-type", "application/x-photo");
        job(Map.of("blob", "latest.bin", "ifExists", "fail"))
                .drop("incoming/3.bin", bytes(40))
                .untilQuiet();
        assertThat(azure.blobs.get("latest.bin").content()).isEqualTo(bytes(30));
        var run = house.all().get(2);
        assertThat(run.error().orElseThrow().code()).isEqualTo("azure.taken");
        assertThat(house.objects.head("incoming/invalid/2026-03-01/3.bin")).isPresent();
    }

    @Test
    void aBlobThatAppearsMeanwhileIsKeptToo() {
        job(Map.of("blob", "b", "ifExists", "fail"));
        azure.instead = call -> {
            if (("" + call.uri().getQuery()).contains("comp=blocklist") && !azure.blobs.containsKey("b")) {
                azure.put("b", bytes(3), Map.of());
            }
            return null;
        };
        house.drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().code()).isEqualTo("azure.taken");
        assertThat(azure.blobs.get("b").content()).isEqualTo(bytes(3));
    }

    @Test
    void whoIsOvertakenByAnotherWriterSaysSo() {
        job(Map.of("blob", "b"));
        azure.instead = call -> {
            if (("" + call.uri().getQuery()).contains("comp=blocklist")) azure.put("b", bytes(3), Map.of());
            return null;
        };
        house.drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().code()).isEqualTo("azure.replaced");
        assertThat(azure.blobs.get("b").content()).isEqualTo(bytes(3));
    }

    // ---------------------------------------------------------------------------------------------- who calls

    @Test
    void theAccountsKeySigns() {
        connection.remove("sas");
        connection.put("key", "${secret:catalogue}");
        secrets.put("catalogue", FakeAzure.KEY);
        uploads();
    }

    @Test
    void aConnectionStringSaysItAll() {
        connection.keySet().removeAll(List.of("sas", "account"));
        connection.put("connectionString", "${secret:catalogue}");
        secrets.put(
                "catalogue",
                "DefaultEndpointsProtocol=https;AccountName=" + FakeAzure.ACCOUNT + ";AccountKey=" + FakeAzure.KEY
                        + ";EndpointSuffix=core.windows.net");
        uploads();
    }

    @Test
    void theMachinesIdentityGetsATokenOnceForManyCalls() {
        connection.remove("sas");
        connection.put("identity", "system");
        uploads();
        assertThat(azure.log.stream().filter("token"::equals)).hasSize(1);
    }

    @Test
    void anAppsIdentityHasItsOwnAddress() {
        connection.remove("sas");
        connection.put("identity", Map.of("client", "11-22"));
        environment.put("IDENTITY_ENDPOINT", "http://127.0.0.1:41741/msi/oauth2/token");
        environment.put("IDENTITY_HEADER", "s3cret");
        uploads();
    }

    private void uploads() {
        job(Map.of("tags", Map.of("kind", "a b")))
                .drop("incoming/sub/a b.bin", bytes(70))
                .untilQuiet();
        assertThat(house.all()).isEmpty();
        house.define(
                        "job",
                        "archive",
                        Map.of(
                                "from", Map.of("bucket", "incoming", "files", "sub/*"),
                                "to",
                                        Map.of(
                                                "connection",
                                                "catalogue",
                                                "blob",
                                                "{$file.name}",
                                                "tags",
                                                Map.of("kind", "a b"))))
                .drop("incoming/sub/a b.bin", bytes(70))
                .untilQuiet();
        assertThat(house.run().state()).as("%s", house.run().error()).isEqualTo(State.SUCCEEDED);
        assertThat(azure.blobs.get("sub/a b.bin").content()).isEqualTo(bytes(70));
    }

    // ---------------------------------------------------------------------------------------------- what goes wrong

    @Test
    void aWrongKeyIsForbiddenAndSaidSo() {
        connection.remove("sas");
        connection.put("key", "${secret:catalogue}");
        secrets.put("catalogue", "d3Jvbmc=");
        job(Map.of()).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().toString())
                .startsWith("azure.forbidden")
                .contains("403 AuthenticationFailed", "key of this account");
    }

    @Test
    void aWrongSignatureIsForbiddenAndSaidSo() {
        secrets.put("catalogue", "sv=2023&sig=bad");
        job(Map.of()).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().code()).isEqualTo("azure.forbidden");
        assertThat(azure.uncommitted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sas, https://x.blob.core.windows.net/c?sig=good, azure.sas",
        "sas, no signature, azure.sas",
        "key, not base64 sig=, azure.key",
        "connectionString, sig= nothing, azure.connection-string"
    })
    void aSecretThatIsNoneIsSaidWithoutIt(String key, String value, String code) {
        connection.remove("sas");
        if (key.equals("connectionString")) connection.remove("account");
        connection.put(key, "${secret:catalogue}");
        secrets.put("catalogue", value);
        job(Map.of()).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().code()).isEqualTo(code);
    }

    @Test
    void aContainerThatIsNotThereIsSaidSo() {
        connection.put("container", "catalog");
        job(Map.of()).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().toString())
                .startsWith("azure.container")
                .contains("container catalog of account shopassets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{$params.nothing}", "a//b", "../a", "a/./b", "a\\b", "/a", "a/", "a."})
    void aNameThatIsNoneIsSaidBeforeAnythingIsSent(String blob) {
        job(Map.of("blob", blob)).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().code()).isEqualTo("azure.blob-name");
        assertThat(azure.log).isEmpty();
    }

    @Test
    void metadataAndTagsThatAzureDoesNotTakeAreSaidBeforeAnythingIsSent() {
        job(Map.of("metadata", Map.of("my-source", "x")))
                .drop("incoming/a.bin", bytes(20))
                .untilQuiet();
        assertThat(error().code()).isEqualTo("azure.metadata");
        assertThat(azure.log).isEmpty();
    }

    @Test
    void aTagWithAnUmlautIsRefused() {
        job(Map.of("tags", Map.of("shop", "Møbler")))
                .drop("incoming/a.bin", bytes(20))
                .untilQuiet();
        assertThat(error().code()).isEqualTo("azure.tags");
    }

    @Test
    void tagsThatTheSignatureDoesNotAllowAreRefusedAtTheEnd() {
        azure.instead = call -> call.headers().containsKey("x-ms-tags")
                ? FakeAzure.answer(403, "AuthorizationPermissionMismatch")
                : null;
        job(Map.of("tags", Map.of("shop", "north")))
                .drop("incoming/a.bin", bytes(20))
                .untilQuiet();
        assertThat(error().toString()).contains("completion of a.bin", "for tags: tag too");
    }

    @Test
    void aConnectionOfAnotherKindIsRefused() {
        job(Map.of())
                .define("connection", "catalogue", Map.of("url", "https://shop.example"))
                .drop("incoming/a.bin", bytes(20))
                .untilQuiet();
        assertThat(error().code()).isEqualTo("azure.connection");
    }

    @Test
    void anOtherRefusalIsToldAsAzureTellsIt() {
        azure.instead = call -> FakeAzure.answer(400, "InvalidHeaderValue");
        job(Map.of()).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().message()).contains("400 InvalidHeaderValue", "The InvalidHeaderValue is what it is.");
    }

    @Test
    void whatIsAwayForAWhileIsTriedAgainAfterTheTimeItAsksFor() {
        var calls = new AtomicInteger();
        azure.instead = call -> {
            if (calls.incrementAndGet() % 3 != 0) return null;
            var busy = FakeAzure.answer(503, "ServerBusy");
            var headers = new HashMap<>(busy.headers());
            headers.put("retry-after", List.of("7"));
            return new Http.Answer(503, headers, busy.body(), false);
        };
        job(Map.of()).drop("incoming/a.bin", bytes(100)).untilQuiet();
        assertThat(house.run().state()).as("%s", house.run().error()).isEqualTo(State.SUCCEEDED);
        assertThat(azure.blobs.get("a.bin").content()).isEqualTo(bytes(100));
        assertThat(house.run().counts().read()).isEqualTo(1);
    }

    @Test
    void aHostThatIsNotThereIsTriedForHoursAndThenSaid() {
        Http nobody = (call, timeout) -> {
            throw new Http.NotSent("host " + call.uri().getHost() + " has no address");
        };
        attempts = 1;
        job(Map.of(), Map.of(), nobody, new Staging(Runnable::run))
                .drop("incoming/a.bin", bytes(20))
                .untilQuiet();
        assertThat(house.run().error().orElseThrow().toString())
                .contains(
                        "azure.unreachable",
                        "shopassets.blob.core.windows.net has no address",
                        "connections/catalogue.yaml");
    }

    @Test
    void aPrivateHostMustBeAllowed() {
        connection.put("endpoint", "http://127.0.0.1:1/shopassets");
        var http =
                new CoreHttp(new AllowList(), () -> house.definitions.project().allow());
        job(Map.of(), Map.of(), http, new Staging(Runnable::run))
                .drop("incoming/a.bin", bytes(20))
                .untilQuiet();
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("egress.private");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shopassets.blob.core.windows.net.evil.example",
                "https://shopassets.blob.core.windows.net@evil.example",
                "https://evil.example/shopassets.blob.core.windows.net",
                "https://93.184.216.34/shopassets"
            })
    void aSecretSendsBlobsToNoHostButAzures(String endpoint) {
        connection.remove("sas");
        connection.remove("account");
        connection.put("connectionString", "${secret:catalogue}");
        secrets.put(
                "catalogue",
                "DefaultEndpointsProtocol=https;AccountName=shopassets;AccountKey=" + FakeAzure.KEY + ";BlobEndpoint="
                        + endpoint);
        job(Map.of()).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().code()).isEqualTo("azure.host");
        assertThat(azure.log).isEmpty();
    }

    @Test
    void neitherDoesAnAccountThatIsNone() {
        connection.put("account", "evil.example/");
        job(Map.of()).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().code()).isEqualTo("azure.host");
        assertThat(azure.log).isEmpty();
    }

    @Test
    void aTokenIsNotSentWhereOthersCanReadIt() {
        connection.remove("sas");
        connection.put("identity", "system");
        connection.put("endpoint", "http://192.0.2.1/shopassets");
        job(Map.of()).drop("incoming/a.bin", bytes(20)).untilQuiet();
        assertThat(error().code()).isEqualTo("azure.plain");
        assertThat(azure.log).isEmpty();
    }

    @Test
    void overASocketWithSeveralBlocksAtOnce() throws Exception {
        var server = azure.serve();
        try {
            connection.put("endpoint", "http://127.0.0.1:" + server.getAddress().getPort() + "/shopassets");
            connection.remove("sas");
            connection.put("key", "${secret:catalogue}");
            secrets.put("catalogue", FakeAzure.KEY);
            house.define("project", "house", Map.of("name", "house", "zone", "UTC", "allow", List.of("127.0.0.1")));
            var http = new CoreHttp(
                    new AllowList(), () -> house.definitions.project().allow());
            job(Map.of("metadata", Map.of("a", "b")), Map.of(), http, Staging.threads())
                    .drop("incoming/a b.bin", bytes(400))
                    .untilQuiet();
            assertThat(house.run().state()).as("%s", house.run().error()).isEqualTo(State.SUCCEEDED);
            assertThat(azure.blobs.get("a b.bin").content()).isEqualTo(bytes(400));
        } finally {
            server.stop(0);
        }
    }
}

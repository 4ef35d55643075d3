package dev.crossdock.functions.uploadtoazure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.models.PublicAccessType;
import com.azure.storage.blob.options.BlobContainerCreateOptions;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import dev.crossdock.House;
import dev.crossdock.run.Run;
import dev.crossdock.run.State;
import dev.crossdock.web.AllowList;
import dev.crossdock.web.CoreHttp;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same over Microsoft's emulator, which knows Azure's rules better than a fake does. */
class AzuriteTest {
    private static final CoreHttp HTTP = new CoreHttp(new AllowList(), () -> List.of("127.0.0.1"));
    private static final int MEGA = 1 << 20;

    private static Azurite azurite;
    private static BlobServiceClient service;

    private final House house = new House();
    private final Map<String, Object> connection = new LinkedHashMap<>();
    private String secret = Azurite.KEY;
    private BlobContainerClient container;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        var missing = Azurite.missing();
        assumeTrue(missing.isEmpty(), () -> "not tried against Azurite: " + missing.orElseThrow());
        azurite = Azurite.start(data);
        service = new BlobServiceClientBuilder()
                .endpoint(azurite.url + "/" + Azurite.ACCOUNT)
                .credential(new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY))
                .serviceVersion(BlobServiceVersion.V2023_11_03)
                .httpClient(new GatedHttp(HTTP, Duration.ofSeconds(30)))
                .buildClient();
    }

    @AfterAll
    static void stop() {
        if (azurite != null) azurite.close();
    }

    private House job(String name, Map<String, Object> to, Map<String, Object> more) {
        var open = new BlobContainerCreateOptions().setPublicAccessType(PublicAccessType.BLOB);
        container = service.createBlobContainerIfNotExistsWithResponse(name, open, null)
                .getValue();
        connection.put("container", name);
        if (!connection.containsKey("connectionString")) {
            connection.putIfAbsent("account", Azurite.ACCOUNT);
            connection.put("endpoint", azurite.url + "/" + Azurite.ACCOUNT);
            if (!connection.containsKey("sas")) connection.put("key", "${secret:catalogue}");
        }
        var target = new LinkedHashMap<String, Object>(Map.of("connection", "catalogue", "blob", "{$file.name}"));
        target.putAll(to);
        var job = new LinkedHashMap<String, Object>(
                Map.of("from", Map.of("bucket", "incoming", "files", "*"), "to", target));
        job.putAll(more);
        return house.define("bucket", "incoming", Map.of())
                .define("connection", "catalogue", Map.of("azure", connection))
                .define("job", "archive", job)
                .serve(in -> new UploadToAzure(
                        in.objects,
                        in.runner(),
                        new AzureClients(
                                HTTP,
                                any -> new Secret(secret),
                                new ManagedIdentity(HTTP, variable -> Optional.empty(), Clock.systemUTC()),
                                new Guarded(in.ledger, Pace.real(Clock.systemUTC()))),
                        Staging.threads(),
                        new UploadToAzure.Sizes(MEGA, 4),
                        in.clock));
    }

    private Run succeeded() {
        var run = house.run();
        assertThat(run.state()).as("%s", run.error()).isEqualTo(State.SUCCEEDED);
        return run;
    }

    /** As anybody reads it: the gate's client takes no answer as large as a blob. */
    private byte[] blob(String name) {
        try (var in =
                URI.create(container.getBlobClient(name).getBlobUrl()).toURL().openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aFileOfManyBlocksInSeveralChunks() {
        var content = bytes(9 * MEGA + 4711);
        job("large", Map.of("blob", "a b/ø%41+?#.bin"), Map.of())
                .drop("incoming/large.bin", content)
                .untilQuiet();
        assertThat(succeeded().counts().read()).isEqualTo(1);
        assertThat(house.run().chunks()).isEqualTo(3);
        assertThat(blob("a b/ø%41+?#.bin")).isEqualTo(content);
    }

    @Test
    void whatTheJobSaysOfTheBlobIsThere() {
        var content = bytes(1000);
        job(
                        "about",
                        Map.of(
                                "metadata", Map.of("day", "{$run.date}", "file", "{$file.name}"),
                                "tags", Map.of("kind", "photo of {$run.job}"),
                                "tier", "cold"),
                        Map.of())
                .drop("incoming/chair.png", content)
                .untilQuiet();
        succeeded();
        var blob = container.getBlobClient("chair.png");
        var about = blob.getProperties();
        assertThat(about.getContentType()).isEqualTo("image/png");
        assertThat(about.getMetadata()).containsEntry("day", "2026-03-01").containsEntry("file", "chair.png");
        assertThat(about.getAccessTier()).hasToString("Cold");
        assertThat(about.getContentMd5()).isEqualTo(AzureContainer.md5().digest(content));
        assertThat(blob.getTags()).containsEntry("kind", "photo of archive");
    }

    @Test
    void anEmptyFileIsAnEmptyBlob() {
        job("empty", Map.of(), Map.of()).drop("incoming/empty.bin", new byte[0]).untilQuiet();
        succeeded();
        assertThat(blob("empty.bin")).isEmpty();
    }

    @Test
    void mappedRecordsAndAConnectionString() {
        connection.put("connectionString", "${secret:catalogue}");
        secret = "DefaultEndpointsProtocol=http;AccountName=" + Azurite.ACCOUNT + ";AccountKey=" + Azurite.KEY
                + ";BlobEndpoint=" + azurite.url + "/" + Azurite.ACCOUNT + ";";
        var lines = new StringBuilder("sku,name\n");
        for (int i = 0; i < 60_000; i++) lines.append("A%d,A chair of oak number %d\n".formatted(i, i));
        job("mapped", Map.of("blob", "products.json"), Map.of("map", "{'s': sku, 'n': name}"))
                .drop("incoming/p.csv", lines.toString())
                .untilQuiet();
        assertThat(succeeded().counts().written()).isEqualTo(60_000);
        assertThat(new String(blob("products.json"), StandardCharsets.UTF_8))
                .startsWith("[\n{\"s\":\"A0\",\"n\":\"A chair of oak number 0\"}")
                .endsWith("{\"s\":\"A59999\",\"n\":\"A chair of oak number 59999\"}\n]\n")
                .hasLineCount(60_002);
    }

    @Test
    void aSignatureThatMayOnlyCreateAndWriteIsEnough() {
        signed(
                "written",
                new BlobContainerSasPermission().setCreatePermission(true).setWritePermission(true));
        house.drop("incoming/a.bin", bytes(3 * MEGA)).untilQuiet();
        succeeded();
        assertThat(blob("a.bin")).isEqualTo(bytes(3 * MEGA));
    }

    @Test
    void aSignatureThatMayOnlyReadIsForbidden() {
        signed("unread", new BlobContainerSasPermission().setReadPermission(true));
        house.drop("incoming/a.bin", bytes(1000)).untilQuiet();
        assertThat(house.run().error().orElseThrow().toString())
                .startsWith("azure.forbidden · job archive, incoming/a.bin")
                .contains("create and write");
    }

    private void signed(String name, BlobContainerSasPermission permission) {
        connection.put("sas", "${secret:catalogue}");
        job(name, Map.of(), Map.of());
        secret = container.generateSas(
                new BlobServiceSasSignatureValues(OffsetDateTime.now().plusHours(1), permission));
    }

    @Test
    void aContainerThatIsNotThereIsSaid() {
        job("gone", Map.of(), Map.of());
        container.delete();
        house.drop("incoming/a.bin", bytes(1000)).untilQuiet();
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("azure.container");
    }

    @Test
    void aWrongKeyIsForbidden() {
        secret = "d3Jvbmc=";
        job("key", Map.of(), Map.of()).drop("incoming/a.bin", bytes(1000)).untilQuiet();
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("azure.forbidden");
    }

    @Test
    void anAccountThatIsNotThereIsSaid() {
        connection.put("account", "nobody");
        job("nobody", Map.of(), Map.of()).drop("incoming/a.bin", bytes(1000)).untilQuiet();
        assertThat(house.run().error().orElseThrow().code()).startsWith("azure.");
    }

    @Test
    void aBlobThatMustStayStays() {
        job("stays", Map.of("blob", "b", "ifExists", "fail"), Map.of())
                .drop("incoming/1.bin", bytes(1000))
                .untilQuiet();
        succeeded();
        house.drop("incoming/2.bin", bytes(2000)).untilQuiet();
        assertThat(house.all().get(1).error().orElseThrow().code()).isEqualTo("azure.taken");
        assertThat(blob("b")).isEqualTo(bytes(1000));
    }
}

package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFolderTest {
    @TempDir
    Path dir;

    private Folder folder;

    @BeforeEach
    void aShop() {
        folder = new Folder(dir)
                .write(
                        "crossdock.yaml",
                        "name: shop\nzone: Europe/Oslo\nvars: { market: NO, margin: 1.250, open: on, from: 12:30, big: 12345678901234567890 }\nallow: [127.0.0.1, \"*.shop.internal\", \"::1\"]\n")
                .write("buckets/incoming.yaml", "description: Files from the ERP\nkeep: 90d\n")
                .write(
                        "collections/products.yaml",
                        "key: sku\nschema: products.schema.json\ninvalid: reject\nindexes: [brand]\n")
                .write(
                        "collections/products.schema.json",
                        "{ \"type\": \"object\", \"properties\": { \"price\": { \"minimum\": 0.10 } } }")
                .write(
                        "connections/shop.yaml",
                        "url: https://api.shop.example/v1\nauth: { basic: { user: u, password: \"${secret:shop-password}\" } }\nlimits: { rate: 600/m, concurrency: 4, timeout: 5s, maxResponse: 64KB }\nretry: { attempts: 3, for: 1h }\ndelivery: idempotency-key\n")
                .write("mappings/product.jsonata", "{ \"sku\": sku }\n")
                .write(
                        "jobs/import-products.yaml",
                        "description: The ERP's products\nfrom: { bucket: incoming, files: \"products-*.csv\", format: { csv: { delimiter: \";\", encoding: windows-1252 } } }\nschema: { type: object, required: [sku] }\nmap:\n  - map: mappings/product.jsonata\n  - { map: '$ ~> |$|{\"x\": 1}|', schema: { type: object } }\nto: { collection: products, invalid: keep }\noverlap: parallel\nschedule: { cron: \"0 2 * * MON-FRI\" }\n")
                .write(
                        "triggers/push.yaml",
                        "watch: { collection: products, events: [updated], changed: [price] }\nwhen: $new.active\ncall: { connection: shop, request: \"PUT /products/{$record.id}\", body: $new, headers: { x-source: '\"crossdock\"', x-rev: $record.rev } }\n");
    }

    @Test
    void everyKindIsReadIntoItsRecord() {
        var loaded = folder.load();
        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.warnings()).isEmpty();
        var project = loaded.project();

        assertThat(project.name()).isEqualTo("shop");
        assertThat(project.zone()).isEqualTo("Europe/Oslo");
        assertThat(project.allow()).containsExactly("127.0.0.1", "*.shop.internal", "::1");
        assertThat(project.buckets().get("incoming"))
                .isEqualTo(new Bucket("incoming", "Files from the ERP", Optional.of(Duration.ofDays(90))));
        assertThat(project.collections().get("products"))
                .isEqualTo(new Collection(
                        "products",
                        "",
                        List.of("sku"),
                        Optional.of("{\"type\":\"object\",\"properties\":{\"price\":{\"minimum\":0.10}}}"),
                        Invalid.REJECT,
                        List.of("brand")));
        assertThat(project.connections().get("shop"))
                .isEqualTo(new Connection(
                        "shop",
                        "https://api.shop.example/v1",
                        Map.of("basic", Map.of("user", "u", "password", "${secret:shop-password}")),
                        new Connection.Limits(Optional.of(10.0), 4, Duration.ofSeconds(5), 65_536),
                        new Connection.Retry(3, Duration.ofHours(1)),
                        Connection.Delivery.IDEMPOTENCY_KEY));
        var job = project.jobs().get("import-products");
        assertThat(job.type()).contains("import-file");
        var from = (From.BucketFiles) job.from();
        assertThat(from.format().format()).isEqualTo("csv");
        assertThat(from.format().values()).isEqualTo(Map.of("delimiter", ";", "encoding", "windows-1252"));
        assertThat(job.schema()).contains("{\"type\":\"object\",\"required\":[\"sku\"]}");
        assertThat(job.map())
                .containsExactly(
                        new Job.MapStep("{ \"sku\": sku }\n", "mappings/product.jsonata", Optional.empty()),
                        new Job.MapStep(
                                "$ ~> |$|{\"x\": 1}|",
                                "jobs/import-products.yaml:6:12",
                                Optional.of("{\"type\":\"object\"}")));
        assertThat(job.to()).isEqualTo(new To.CollectionTarget("products", Optional.of(Invalid.KEEP)));
        assertThat(job.overlap()).isEqualTo(Job.Overlap.PARALLEL);
        assertThat(job.schedule())
                .contains(new Job.Schedule(Optional.of("0 2 * * MON-FRI"), Optional.empty(), Optional.empty()));
        assertThat(project.triggers().get("push"))
                .isEqualTo(new Trigger(
                        "push",
                        "products",
                        Set.of("updated"),
                        Set.of("price"),
                        Optional.of("$new.active"),
                        Optional.of(new Trigger.Call(
                                "shop",
                                "PUT /products/{$record.id}",
                                Optional.of("$new"),
                                Optional.of("{\"x-source\": (\"crossdock\"), \"x-rev\": ($record.rev)}"))),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void textStaysTextAndNumbersStayExact() {
        assertThat(folder.load().project().vars())
                .containsEntry("market", "NO")
                .containsEntry("open", "on")
                .containsEntry("from", "12:30")
                .containsEntry("margin", new BigDecimal("1.250"))
                .containsEntry("big", new java.math.BigInteger("12345678901234567890"));
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        folder.write("jobs/b.yaml", "from: { bucket: incoming, files: \"*.x\" }\nto: { collection: products }\n")
                .write("connections/c.yaml", "url: http://127.0.0.1:8080\n")
                .write(
                        "triggers/d.yaml",
                        "watch: { collection: products }\ncall: { connection: c, request: POST /x }\n");
        var project = folder.load().project();

        var job = project.jobs().get("b");
        assertThat(job.overlap()).isEqualTo(Job.Overlap.QUEUE);
        assertThat(job.map()).isEmpty();
        assertThat(job.to()).isEqualTo(new To.CollectionTarget("products", Optional.empty()));
        var connection = project.connections().get("c");
        assertThat(connection.limits()).isEqualTo(Connection.Limits.DEFAULT);
        assertThat(connection.retry()).isEqualTo(Connection.Retry.DEFAULT);
        assertThat(connection.delivery()).isEqualTo(Connection.Delivery.PUT_BY_KEY);
        assertThat(project.triggers().get("d").events()).containsExactlyInAnyOrder("created", "updated", "deleted");
    }

    @Test
    void anEnvironmentOverridesSingleKeys() {
        folder.write("crossdock.production.yaml", "zone: UTC\nvars: { margin: 2 }\n");

        var project = ProjectFolder.load(dir, "production").project();

        assertThat(project.name()).isEqualTo("shop");
        assertThat(project.zone()).isEqualTo("UTC");
        assertThat(project.vars()).containsEntry("margin", 2).containsEntry("market", "NO");
        assertThat(ProjectFolder.load(dir, "prodution").warnings())
                .hasToString(
                        "[config.reference · crossdock.yaml: there is no crossdock.prodution.yaml. Did you mean production?]");
    }

    @Test
    void whatIsPublishedGivesTheSameProject() {
        var loaded = folder.load();

        assertThat(loaded.texts()).containsKeys("project/crossdock", "job/import-products", "bucket/incoming");
        assertThat(Project.of(loaded.texts())).isEqualTo(loaded.project());
    }

    @Test
    void aBrokenDefinitionStaysAsItWasUntilItIsMended() {
        var before = folder.load().texts();
        folder.write("buckets/incoming.yaml", "kep: 1d\n")
                .write("buckets/new.yaml", "kep: 1d\n")
                .write("mappings/product.jsonata", "{");
        folder.dir.resolve("triggers/push.yaml").toFile().delete();

        var loaded = folder.load();
        assertThat(loaded.broken()).containsOnlyKeys("bucket/incoming", "bucket/new", "job/import-products");
        var live = loaded.textsOver(before);

        assertThat(live)
                .containsOnlyKeys(
                        "project/crossdock",
                        "bucket/incoming",
                        "bucket/outgoing",
                        "collection/products",
                        "connection/shop",
                        "job/import-products");
        assertThat(live.get("bucket/incoming")).isEqualTo(before.get("bucket/incoming"));
        assertThat(Project.of(live).jobs()).containsKey("import-products");
    }

    @Test
    void aFolderThatCannotBeReadTakesNothingAway() {
        var before = folder.load().texts();

        assertThat(ProjectFolder.load(dir.resolve("gone"), "").textsOver(before))
                .isEqualTo(before);
        assertThat(dir.resolve("jobs").toFile().setReadable(false)).isTrue();
        try {
            org.junit.jupiter.api.Assumptions.assumeFalse(
                    java.nio.file.Files.isReadable(dir.resolve("jobs")), "this user may read everything");
            assertThat(folder.load().textsOver(before)).isEqualTo(before);
        } finally {
            dir.resolve("jobs").toFile().setReadable(true);
        }
    }

    @Test
    void aFileBesideTheYamlComesBeforeOneOfTheProject() {
        folder.write("jobs/product.jsonata", "\"beside\"")
                .write("product.jsonata", "\"above\"")
                .write(
                        "jobs/b.yaml",
                        "from: { bucket: incoming, files: \"*.x\" }\nto: { collection: products }\nmap: product.jsonata\n");

        assertThat(folder.load().project().jobs().get("b").map().get(0).expression())
                .isEqualTo("\"beside\"");
    }

    @Test
    void aProjectOfAThousandJobsIsReadInSeconds() {
        for (int i = 0; i < 1000; i++) {
            folder.write(
                    "jobs/j" + i + ".yaml",
                    "from: { bucket: incoming, files: \"j" + i
                            + "-*.csv\" }\nmap: mappings/product.jsonata\nto: { collection: products }\n");
        }

        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(20),
                () -> assertThat(folder.load().project().jobs()).hasSize(1001));
    }
}

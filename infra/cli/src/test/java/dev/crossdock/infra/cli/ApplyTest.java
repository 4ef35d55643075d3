package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {
    private static final String PLAN = """
            {"items":[{"name":"bucket/incoming","what":"created"},
             {"name":"collection/stock","what":"deleted","records":1000,"more":true},
             {"name":"job/import-products","what":"changed"}],"next":null,"version":7}""";
    private static final String OLD_JOB = """
            {"from":{"bucket":"incoming","files":"p-*.csv"},"map":[{"map":"{\\n  'sku': sku\\n}","place":"x"}],
             "to":{"collection":"products"}}""";

    private final FakeHost host = new FakeHost();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> env = new HashMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void project() throws IOException {
        write("crossdock.yaml", "name: shop\n");
        write("crossdock.production.yaml", "vars: { market: NO }\n");
        write("buckets/incoming.yaml", "description: from the ERP\n");
        write("collections/products.yaml", "key: sku\n");
        write("jobs/import-products.yaml", """
                from: { bucket: incoming, files: "*.csv" }
                map: mappings/product.jsonata
                to: { collection: products }
                """);
        write("mappings/product.jsonata", "{\n  'sku': sku,\n  'price': price\n}\n");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private int crossdock(String... words) {
        out.reset();
        err.reset();
        return Crossdock.run(
                new Context(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Set.of(),
                        env,
                        folder,
                        folder),
                words);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private FakeHost planned() {
        return host.says("POST /definitions?dryRun=true", 200, PLAN)
                .says("GET /definitions/job/import-products?at=7", 200, OLD_JOB);
    }

    @Test
    void whatChangesIsShownFirstAndIsWhatIsPublished() {
        env.put("CROSSDOCK_TOKEN", "t0ken");
        planned().says("POST /definitions?note=commit%207f3", 200, "{\"items\":[],\"next\":null,\"version\":8}");
        assertThat(crossdock("apply", "--to", host.url(), "--note", "commit 7f3"))
                .as(err())
                .isZero();
        assertThat(out()).isEqualTo("""
                created  bucket/incoming
                deleted  collection/stock: its 1,000 or more records stay in the store, and nobody reaches them until it is published again
                changed  job/import-products
                      from:
                        bucket: incoming
                    -   files: p-*.csv
                    +   files: "*.csv"
                      map:
                        -
                          map: |
                            {
                    -         'sku': sku
                    +         'sku': sku,
                    +         'price': price
                            }
                    -     place: x
                    +     place: mappings/product.jsonata
                      to:
                        collection: products
                """);
        assertThat(err())
                .isEqualTo("✓ 1 created, 1 changed, 1 deleted. Published as version 8.\n"
                        + "  To take it back: crossdock apply --version 7 --to " + host.url() + "\n");
        var sent = host.asked.get(host.asked.size() - 1);
        assertThat(sent.headers().getFirst("If-Match")).isEqualTo("\"7\"");
        assertThat(host.asked)
                .allMatch(asked -> "Bearer t0ken".equals(asked.headers().getFirst("Authorization")));
        assertThat(Json.read(sent.body()).at("/job~1import-products/from/files").asText())
                .isEqualTo("*.csv");
        assertThat(Json.read(sent.body()).has("project/crossdock")).isTrue();
    }

    @Test
    void whatLintRefusesIsNotSentAtAll() throws IOException {
        write("jobs/broken.yaml", "from: { bucket: incomming, files: \"*\" }\nto: { collection: products }\n");
        assertThat(crossdock("apply", "--to", host.url())).isEqualTo(1);
        assertThat(err())
                .contains("project.broken", "nothing was sent")
                .contains("  config.reference · jobs/broken.yaml:1:17", "Did you mean incoming?");
        assertThat(crossdock("diff", "--to", host.url())).isEqualTo(2);
        assertThat(host.asked).isEmpty();
    }

    @Test
    void aDryRunPublishesNothing() {
        planned();
        assertThat(crossdock("apply", "--dry-run", "--to", host.url())).isZero();
        assertThat(out()).contains("changed  job/import-products");
        assertThat(err()).contains("nothing was published");
        assertThat(host.asked).extracting(FakeHost.Asked::path).doesNotContain("/definitions");
    }

    @Test
    void diffSaysByItsExitCodeWhetherSomethingDiffers() {
        planned();
        assertThat(crossdock("diff", ".", "--to", host.url())).isEqualTo(1);
        assertThat(out()).contains("+   files: \"*.csv\"");
        try (var same = new FakeHost().says("POST /definitions?dryRun=true", 200, "{\"items\":[],\"version\":8}")) {
            assertThat(crossdock("diff", "--to", same.url())).isZero();
            assertThat(out()).isEmpty();
            assertThat(err()).contains("has all of it (version 8)");
            assertThat(crossdock("apply", "--to", same.url())).isZero();
            assertThat(same.asked).extracting(FakeHost.Asked::path).containsOnly("/definitions?dryRun=true");
        }
        try (var refuses = new FakeHost()
                .says("POST /definitions?dryRun=true", 400, "{\"code\":\"config.loop\",\"detail\":\"it loops.\"}")) {
            assertThat(crossdock("diff", "--to", refuses.url())).isEqualTo(2);
            assertThat(err()).isEqualTo("config.loop: it loops.\n");
        }
        host.close();
        assertThat(crossdock("diff", "--to", host.url())).isEqualTo(3);
    }

    @Test
    void whoIsOvertakenIsToldWhatToDo() {
        planned()
                .says(
                        "POST /definitions",
                        412,
                        "{\"code\":\"definition.conflict\",\"detail\":\"version 8 holds now. See diff.\"}");
        assertThat(crossdock("apply", "--to", host.url())).isEqualTo(1);
        assertThat(err()).isEqualTo("definition.conflict: version 8 holds now. See diff.\n");
    }

    @Test
    void aVersionIsBroughtBackWithoutAFolder() throws IOException {
        Files.delete(folder.resolve("crossdock.yaml"));
        host.says(
                        "POST /definitions?dryRun=true&version=3",
                        200,
                        "{\"items\":[{\"name\":\"bucket/in\",\"what\":\"changed\"}],\"version\":7}")
                .says("GET /definitions/bucket/in?at=7", 200, "{\"description\":\"seven\"}")
                .says("GET /definitions/bucket/in?at=3", 200, "{\"description\":\"three\"}")
                .says("POST /definitions?version=3", 200, "{\"items\":[],\"version\":8}");
        assertThat(crossdock("apply", "--version", "3", "--to", host.url()))
                .as(err())
                .isZero();
        assertThat(out()).contains("- description: seven", "+ description: three");
        assertThat(err()).contains("Published as version 8", "crossdock apply --version 7");
    }

    @Test
    void versionsAreListed() {
        host.says("GET /definitions/versions", 200, """
                {"items":[{"version":8,"at":"2026-03-01T10:00:00.123Z","note":"oops","of":3,"created":0,"changed":2,"deleted":1,"definitions":9},
                 {"version":7,"at":"2026-02-01T10:00:00Z","note":"","of":null,"created":9,"changed":0,"deleted":0,"definitions":9}],"next":null}""");
        assertThat(crossdock("apply", "--versions", "--to", host.url())).isZero();
        assertThat(out()).isEqualTo("""
                VERSION  PUBLISHED             CHANGES               NOTE
                8        2026-03-01T10:00:00Z  2 changed, 1 deleted  version 3 again. oops
                7        2026-02-01T10:00:00Z  9 created
                """);
    }

    @Test
    void anEnvironmentOverridesAndAMisspeltOneIsRefused() {
        host.says("POST /definitions?dryRun=true", 200, "{\"items\":[],\"version\":8}");
        assertThat(crossdock("apply", "--env", "production", "--to", host.url()))
                .isZero();
        assertThat(host.asked.get(0).body()).contains("\"vars\":{\"market\":\"NO\"}");
        assertThat(crossdock("apply", "--env", "prodution", "--to", host.url())).isEqualTo(2);
        assertThat(err()).contains("usage.env", "Did you mean --env production?");
    }

    @Test
    void withoutAValidTokenItIsSaidWhereOneIsTakenFrom() {
        host.says("POST /definitions?dryRun=true", 401, "{\"message\":\"Unauthorized\"}");
        assertThat(crossdock("apply", "--to", host.url())).isEqualTo(1);
        assertThat(err()).contains("host.token", "without a token", "Set CROSSDOCK_TOKEN");
    }

    @Test
    void resultsAreJsonWhereThatIsAsked() {
        planned().says("POST /definitions", 200, "{\"items\":[],\"version\":8}");
        assertThat(crossdock("apply", "--to", host.url(), "--output", "json")).isZero();
        var answer = Json.read(out());
        assertThat(answer.path("before").asLong()).isEqualTo(7);
        assertThat(answer.path("version").asLong()).isEqualTo(8);
        assertThat(answer.path("published").asBoolean()).isTrue();
        assertThat(answer.at("/items/1/left").asText()).contains("1,000 or more records");
        assertThat(answer.at("/items/2/lines").toString()).contains("+   files:");
    }

    @Test
    void thingsThatExcludeOneAnotherAreWrongUse() {
        assertThat(crossdock("apply", "--version", "3", ".")).isEqualTo(2);
        assertThat(crossdock("apply", "--versions", "--dry-run")).isEqualTo(2);
        assertThat(err()).contains("usage.apply");
        assertThat(crossdock("apply", "--version", "x")).isEqualTo(2);
        assertThat(crossdock("apply", "--help")).isZero();
        assertThat(out()).contains("--version=N", "--to=URL");
        assertThat(crossdock("diff", "--version")).isZero();
    }

    @Test
    void theFewestLinesAreShownWithThoseAroundThem() {
        var before = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");
        var after = List.of("a", "b", "C", "d", "e", "f", "g", "h", "i", "j", "l", "m");
        assertThat(LineDifference.of(before, after))
                .containsExactly("  a", "  b", "- c", "+ C", "  d", "  e", "  …", "  i", "  j", "- k", "  l", "+ m");
        assertThat(LineDifference.of(before, before)).isEmpty();
        assertThat(LineDifference.of(List.of(), List.of("a"))).containsExactly("+ a");
    }
}

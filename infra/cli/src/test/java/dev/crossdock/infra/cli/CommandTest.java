package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    private static final String RUN = """
            {"id":"r-1","job":"import-products","type":"import-file","state":"%s","source":{"bucket":"incoming","name":"p.csv"},
             "startedAt":"2025-11-24T03:00:00.123Z","progress":0.5,
             "counts":{"read":3,"written":2,"unchanged":0,"skipped":0,"rejected":1,"unknown":0,"deleted":0},"outputs":[]}""";

    private final FakeHost host = new FakeHost();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> env = new HashMap<>(Map.of("CROSSDOCK_HOST", host.url()));
    private Set<String> terminals = Set.of();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        host.close();
    }

    private int crossdock(String... words) {
        out.reset();
        err.reset();
        return Crossdock.run(
                new Context(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        terminals,
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

    // ------------------------------------------------------------------------------------------ wrong use

    @Test
    void aMisspeltCommandIsAnsweredWithTheNearestOne() {
        assertThat(crossdock("rnus")).isEqualTo(2);
        assertThat(err()).isEqualTo("usage.unknown-command · crossdock: \"rnus\" is no command. Did you mean runs?\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void aMisspeltCommandOfACommandIsAnsweredWithTheNearestOne() {
        assertThat(crossdock("runs", "shwo", "r-1")).isEqualTo(2);
        assertThat(err()).contains("crossdock runs: \"shwo\" is no command. Did you mean show?");
    }

    @Test
    void aMisspeltOptionIsAnsweredWithTheNearestOne() {
        assertThat(crossdock("ls", "--hots", "x")).isEqualTo(2);
        assertThat(err())
                .contains("usage.unknown-option · crossdock ls: \"--hots\" is no option. Did you mean --host?");
        assertThat(crossdock("put", "--if-absnt", "x")).isEqualTo(2);
        assertThat(err()).contains("\"--if-absnt\" is no option. Did you mean --if-absent?");
    }

    @Test
    void aWordThatIsNearNothingPointsToTheHelp() {
        assertThat(crossdock("frobnicate")).isEqualTo(2);
        assertThat(err()).contains("\"frobnicate\" is no command. See: crossdock --help");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(crossdock("get")).isEqualTo(2);
        assertThat(err()).contains("usage.missing · crossdock get: BUCKET/NAME is missing.");
    }

    @Test
    void nothingAtAllShowsTheHelpOnTheMessagesStream() {
        assertThat(crossdock()).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("Usage: crossdock");
        assertThat(crossdock("--help")).isZero();
        assertThat(out()).contains("demo", "up", "put", "rejects");
    }

    // ------------------------------------------------------------------------------------------ the host

    @Test
    void aHostThatIsNotThereGivesExit3AndSaysHowToStartIt() {
        var gone = host.url();
        host.close();
        assertThat(crossdock("runs")).isEqualTo(3);
        assertThat(err())
                .isEqualTo("host.unreachable · " + gone + ": nothing answers there. Start it with: crossdock up\n");
    }

    @Test
    void theHostsOwnMessageIsShownAndEveryErrorOfIt() {
        host.says("GET /runs/r-9", 404, """
                {"code":"run.unknown","detail":"There is no run r-9. List them with: crossdock runs","errors":[{"pointer":"/id","message":"unknown"}]}""");
        assertThat(crossdock("runs", "show", "r-9")).isEqualTo(1);
        assertThat(err())
                .isEqualTo("run.unknown: There is no run r-9. List them with: crossdock runs\n  /id: unknown\n");
    }

    @Test
    void anAnswerThatIsNotOfAHostIsSaid() {
        assertThat(crossdock("runs")).isEqualTo(1);
        assertThat(err()).contains("host.answer", "answered 404 to GET /runs");
    }

    @Test
    void errorsAreJsonWhereResultsAre() {
        host.says("GET /runs/r-9", 404, "{\"code\":\"run.unknown\",\"detail\":\"There is no run r-9.\"}");
        assertThat(crossdock("runs", "show", "r-9", "--output", "json")).isEqualTo(1);
        assertThat(err()).isEqualTo("{\"code\":\"run.unknown\",\"detail\":\"There is no run r-9.\"}\n");
    }

    @Test
    void theTokenGoesAlong() {
        env.put("CROSSDOCK_TOKEN", "t0ken");
        host.says("GET /buckets", 200, "{\"items\":[],\"next\":null}");
        assertThat(crossdock("ls")).isZero();
        assertThat(host.asked.get(0).headers().getFirst("Authorization")).isEqualTo("Bearer t0ken");
    }

    @Test
    void theOptionWinsOverTheEnvironment() {
        env.put("CROSSDOCK_HOST", "http://127.0.0.1:1");
        host.says("GET /buckets", 200, "{\"items\":[{\"name\":\"incoming\"}],\"next\":null}");
        assertThat(crossdock("ls", "--host", host.url())).isZero();
        assertThat(crossdock("--host", host.url(), "ls")).isZero();
        assertThat(out()).isEqualTo("incoming\n");
    }

    // ------------------------------------------------------------------------------------------ files

    @Test
    void listsGoOnOverAllPages() {
        host.says("GET /buckets/incoming/files?match=a*", 200, """
                {"items":[{"name":"a1.csv","size":12,"modifiedAt":"2025-11-24T03:00:00Z"}],"next":"c/1"}""");
        host.says("GET /buckets/incoming/files?match=a*&cursor=c%2F1", 200, """
                {"items":[{"name":"a2.csv","size":5242880,"modifiedAt":"2025-11-24T03:00:00Z"}],"next":null}""");
        assertThat(crossdock("ls", "incoming/a*")).isZero();
        assertThat(out()).contains("a1.csv", "5.0 MB", "a2.csv");
        assertThat(crossdock("ls", "incoming/a*", "--output", "json")).isZero();
        assertThat(Json.read(out()).path("items")).hasSize(2);
    }

    @Test
    void aFileIsPutUnderItsNameOrTheGivenOne() throws IOException {
        var file = Files.writeString(folder.resolve("prøve 1.csv"), "sku\nA\n");
        host.says("PUT /buckets/incoming/files/pr%C3%B8ve%201.csv", 201, "{\"name\":\"x\",\"size\":6,\"etag\":\"e\"}");
        host.says("PUT /buckets/incoming/files/in/b.csv", 201, "{\"name\":\"in/b.csv\",\"size\":6,\"etag\":\"e\"}");
        assertThat(crossdock("put", file.toString(), "incoming")).isZero();
        assertThat(crossdock("put", file.toString(), "incoming/in/b.csv", "--if-absent", "--output", "json"))
                .isZero();
        assertThat(Json.read(out()).path("items").get(0).path("name").asText()).isEqualTo("in/b.csv");
        assertThat(host.asked).extracting(FakeHost.Asked::body).containsExactly("sku\nA\n", "sku\nA\n");
        assertThat(host.asked.get(1).headers().getFirst("If-None-Match")).isEqualTo("*");
    }

    @Test
    void aLargeFileGoesInPartsToWhereTheHostSays() throws IOException {
        var bytes = new byte[(4 << 20) + 10];
        new java.util.Random(7).nextBytes(bytes);
        for (var i = 0; i < bytes.length; i++) bytes[i] = (byte) ('a' + (bytes[i] & 15));
        var file = Files.write(folder.resolve("big.csv"), bytes);
        var half = (bytes.length + 1) / 2;
        host.says("POST /buckets/incoming/uploads", 201, """
                {"id":"u1","parts":[{"number":1,"url":"%1$s/part/1"},{"number":2,"url":"%1$s/part/2"}]}""".formatted(host.url()));
        host.says("PUT /part/1", 200, "", Map.of("ETag", "\"one\""));
        host.says("PUT /part/2", 200, "", Map.of("ETag", "\"two\""));
        host.says("POST /buckets/incoming/uploads/u1", 200, "{\"name\":\"big.csv\"}");
        env.put("CROSSDOCK_TOKEN", "t0ken");
        assertThat(crossdock("put", file.toString(), "incoming")).isZero();
        assertThat(host.asked.get(1).body()).hasSize(half);
        assertThat(host.asked.get(1).body() + host.asked.get(2).body())
                .isEqualTo(new String(bytes, StandardCharsets.US_ASCII));
        assertThat(host.asked.get(1).headers().getFirst("Authorization")).isNull();
        assertThat(Json.read(host.asked.get(3).body()).toString())
                .isEqualTo(
                        "{\"parts\":[{\"number\":1,\"etag\":\"\\\"one\\\"\"},{\"number\":2,\"etag\":\"\\\"two\\\"\"}]}");
    }

    @Test
    void anUploadThatBrokeOffSendsOnlyThePartsThatAreMissingOrOfAnotherFile() throws IOException {
        var bytes = new byte[(4 << 20) + 10];
        java.util.Arrays.fill(bytes, (byte) 'a');
        var file = Files.write(folder.resolve("big.csv"), bytes);
        var first = Digests.md5(new java.io.ByteArrayInputStream(bytes, 0, 2 << 20));
        host.says("POST /buckets/incoming/uploads", 200, """
                {"id":"u1","partSize":2097152,"parts":[{"number":1,"url":"%1$s/part/1","etag":"%2$s"},\
                {"number":2,"url":"%1$s/part/2","etag":"of-another-file"},{"number":3,"url":"%1$s/part/3"}]}""".formatted(host.url(), first));
        host.says("PUT /part/2", 200, "", Map.of("ETag", "\"two\""));
        host.says("PUT /part/3", 200, "", Map.of("ETag", "\"three\""));
        host.says("POST /buckets/incoming/uploads/u1", 200, "{\"name\":\"big.csv\"}");
        assertThat(crossdock("put", file.toString(), "incoming")).isZero();
        assertThat(host.asked)
                .extracting(asked -> asked.method() + " " + asked.path())
                .containsExactly(
                        "POST /buckets/incoming/uploads",
                        "PUT /part/2",
                        "PUT /part/3",
                        "POST /buckets/incoming/uploads/u1");
        assertThat(host.asked.get(0).body()).contains("\"resume\":true");
        assertThat(host.asked.get(2).body()).hasSize(10);
        assertThat(host.asked.get(3).body()).contains(first).contains("two").contains("three");
    }

    @Test
    void filesThatAreMissingOrFoldersAreRefusedBeforeAnythingIsSent() {
        assertThat(crossdock("put", "nowhere.csv", "incoming")).isEqualTo(1);
        assertThat(err()).contains("put.unreadable");
        assertThat(crossdock("put", folder.toString(), "incoming")).isEqualTo(2);
        assertThat(crossdock("put", "a.csv", "b.csv", "incoming/one.csv")).isEqualTo(2);
        assertThat(host.asked).isEmpty();
    }

    @Test
    void aFileIsGotWholeOrToStandardOutput() throws IOException {
        host.says("GET /buckets/incoming/files/in/a.csv", 200, "sku\nø\n");
        assertThat(crossdock("get", "incoming/in/a.csv")).isZero();
        assertThat(Files.readString(folder.resolve("a.csv"))).isEqualTo("sku\nø\n");
        assertThat(crossdock("get", "incoming/in/a.csv", "-")).isZero();
        assertThat(out()).isEqualTo("sku\nø\n");
        assertThat(crossdock("get", "incoming")).isEqualTo(2);
    }

    @Test
    void aGlobOrAFolderGetsEachFileUnderItsName() throws IOException {
        host.says(
                "GET /buckets/incoming/files?match=in%2F*.csv",
                200,
                "{\"items\":[{\"name\":\"in/a.csv\",\"size\":1},{\"name\":\"in/b.csv\",\"size\":2}],\"next\":null}");
        host.says(
                "GET /buckets/incoming/files",
                200,
                "{\"items\":[{\"name\":\"a.csv\"},{\"name\":\"in/x/a.csv\",\"size\":1}],\"next\":null}");
        host.says("GET /buckets/incoming/files?match=*.xlsx", 200, "{\"items\":[],\"next\":null}");
        host.says("GET /buckets/incoming/files/in/a.csv", 200, "a");
        host.says("GET /buckets/incoming/files/in/b.csv", 200, "bb");
        host.says("GET /buckets/incoming/files/in/x/a.csv", 200, "c");
        assertThat(crossdock("get", "incoming/in/*.csv", "here"))
                .as(() -> err())
                .isZero();
        assertThat(Files.readString(folder.resolve("here/a.csv"))).isEqualTo("a");
        assertThat(Files.readString(folder.resolve("here/b.csv"))).isEqualTo("bb");
        assertThat(err()).contains("a.csv  1 B", "b.csv  2 B");
        assertThat(crossdock("get", "incoming/in/")).as(() -> err()).isZero();
        assertThat(Files.readString(folder.resolve("x/a.csv"))).isEqualTo("c");
        assertThat(crossdock("get", "incoming/*.xlsx")).isEqualTo(1);
        assertThat(err()).contains("get.nothing", "no file \"*.xlsx\"");
        assertThat(crossdock("get", "incoming/in/", "-")).isEqualTo(2);
    }

    @Test
    void aFileWhoseNameLeadsOutOfTheFolderIsNotWritten() {
        host.says("GET /buckets/incoming/files", 200, "{\"items\":[{\"name\":\"../x.csv\"}],\"next\":null}");
        assertThat(crossdock("get", "incoming/", "here")).isEqualTo(1);
        assertThat(err()).contains("get.outside");
        assertThat(folder.resolve("x.csv")).doesNotExist();
    }

    @Test
    void aDownloadGoesOnWhereItBrokeOffIfTheFileIsStillTheSame() throws IOException {
        var part = folder.resolve("a.csv.e1.part");
        Files.writeString(part, "sku\n");
        host.says("GET /buckets/incoming/files/a.csv", 200, "sku\nA\n", Map.of("ETag", "\"e1\""));
        host.says("GET /buckets/incoming/files/a.csv", 206, "A\n", Map.of("ETag", "\"e1\""));
        assertThat(crossdock("get", "incoming/a.csv")).as(() -> err()).isZero();
        assertThat(Files.readString(folder.resolve("a.csv"))).isEqualTo("sku\nA\n");
        assertThat(host.asked.get(1).headers().getFirst("Range")).isEqualTo("bytes=4-");
        assertThat(part).doesNotExist();
        // A part of another state is of no use.
        Files.writeString(folder.resolve("b.csv.e1.part"), "old");
        host.says("GET /buckets/incoming/files/b.csv", 200, "new", Map.of("ETag", "\"e2\""));
        assertThat(crossdock("get", "incoming/b.csv")).isZero();
        assertThat(Files.readString(folder.resolve("b.csv"))).isEqualTo("new");
    }

    // ------------------------------------------------------------------------------------------ templates

    @Test
    void executionsAndTheirStepsAreShown() {
        host.says("GET /executions?template=push", 200, """
                {"items":[{"id":"api/push/1","template":"push","state":"failed","createdAt":"2026-03-01T10:00:00Z","cause":"POST /templates/push/run"}],"next":null}""");
        assertThat(crossdock("executions", "--template", "push")).isZero();
        assertThat(out()).contains("api/push/1", "failed", "POST /templates/push/run");
        host.says("GET /executions/api/push/1", 200, """
                {"id":"api/push/1","template":"push","state":"failed","failedAt":"sent","error":{"code":"web.refused","message":"no."},"input":{"n":1},
                 "steps":[{"step":"sent","kind":"call","state":"failed","ms":12,"request":{"request":"PUT /orders/1"},"error":{"code":"web.refused","message":"no."}}]}""");
        assertThat(crossdock("executions", "show", "api/push/1")).isZero();
        assertThat(out()).contains("{\"n\":1}", "PUT /orders/1", "web.refused: no.");
        host.says("POST /executions/api/push/1/retry", 202, "{\"id\":\"api/push/1\"}");
        assertThat(crossdock("executions", "retry", "api/push/1")).isZero();
    }

    @Test
    void mailsAreShown() {
        host.says(
                "GET /mails",
                200,
                "{\"items\":[{\"id\":\"api/push/1/mail\",\"to\":[\"a@b.example\"],\"subject\":\"Order 1\"}],\"next\":null}");
        assertThat(crossdock("mails")).isZero();
        assertThat(out()).contains("api/push/1/mail", "a@b.example", "Order 1");
        host.says(
                "GET /mails/api/push/1/mail",
                200,
                "{\"to\":[\"a@b.example\"],\"subject\":\"Order 1\",\"html\":\"<p>1</p>\"}");
        assertThat(crossdock("mails", "show", "api/push/1/mail")).isZero();
        assertThat(out()).contains("to: a@b.example\nsubject: Order 1\n\n<p>1</p>");
    }

    // ------------------------------------------------------------------------------------------ jobs and runs

    @Test
    void jobsAreShownWithTheirNextMoments() {
        var job =
                "{\"name\":\"nightly\",\"type\":\"pull-to-file\",\"overlap\":\"skip\",\"then\":[\"send\"],\"schedule\":"
                        + "{\"cron\":\"0 2 * * *\",\"zone\":\"Europe/Oslo\",\"next\":[\"2026-11-28T02:00:00+01:00\",\"2026-11-29T02:00:00+01:00\"]}}";
        host.says("GET /jobs", 200, "{\"items\":[" + job + "],\"next\":null}");
        host.says("GET /jobs/nightly", 200, job);
        assertThat(crossdock("jobs")).isZero();
        assertThat(out()).contains("nightly  pull-to-file  0 2 * * * Europe/Oslo  2026-11-28T02:00:00+01:00");
        assertThat(crossdock("jobs", "nightly")).isZero();
        assertThat(out())
                .contains("overlap   skip", "then      send", "next      2026-11-28T02", "          2026-11-29T02");
        assertThat(crossdock("jobs", "nightly", "--output", "json")).isZero();
        assertThat(Json.read(out()).at("/schedule/next")).hasSize(2);
    }

    @Test
    void aDryRunThatIsWaitedForShowsItsFirstRecordsAndRejects() {
        host.says("POST /jobs/j/runs", 202, "{\"id\":\"r-1\"}");
        host.says("GET /runs/r-1", 200, RUN.formatted("partial"));
        host.says(
                "GET /runs/r-1/preview",
                200,
                "{\"record\":1,\"outcome\":\"written\",\"remark\":\"\",\"value\":{\"sku\":\"A\"}}\n"
                        + "{\"record\":3,\"outcome\":\"written\",\"remark\":\"record.invalid: no price.\",\"value\":{\"sku\":\"B\"}}\n");
        host.says(
                "GET /runs/r-1/rejects",
                200,
                "{\"file\":\"incoming/p.csv\",\"record\":2,\"byte\":9,\"code\":\"x.y\"}\n");
        assertThat(crossdock("run", "j", "--dry-run", "--wait")).as(() -> err()).isZero();
        assertThat(out()).isEqualTo("{\"sku\":\"A\"}\n{\"sku\":\"B\"}\n");
        assertThat(err())
                .contains(
                        "! record.invalid: no price.",
                        "✗ incoming/p.csv, record 2, byte 9: x.y",
                        "A dry run: nothing was written, and no input was moved.");
    }

    @Test
    void aRunIsStartedWithWhatWasAskedFor() {
        host.says("POST /jobs/import-products/runs", 202, "{\"id\":\"r-1\"}");
        assertThat(crossdock(
                        "run", "import-products", "--file", "p.csv", "--param", "a=1", "--param", "b=x=y", "--dry-run"))
                .isZero();
        assertThat(out()).isEqualTo("r-1\n");
        assertThat(host.asked.get(0).body())
                .isEqualTo("{\"file\":\"p.csv\",\"params\":{\"a\":\"1\",\"b\":\"x=y\"},\"dryRun\":true}");
    }

    @Test
    void waitingEndsWithTheRunsState() {
        host.says("POST /jobs/j/runs", 202, "{\"id\":\"r-1\"}");
        host.says("GET /runs/r-1", 200, RUN.formatted("running"));
        host.says("GET /runs/r-1", 200, RUN.formatted("partial"));
        assertThat(crossdock("run", "j", "--wait")).isZero();
        assertThat(err())
                .contains("partial, 3 read: 2 written, 1 rejected", "crossdock rejects r-1")
                .doesNotContain("\u001b", "running");
        assertThat(crossdock("run", "j", "--wait", "--strict")).isEqualTo(1);
    }

    @Test
    void aFailedRunIsExit1AndSaysWhy() {
        host.says("POST /runs/r-1/retry", 202, "{\"id\":\"r-1\"}");
        host.says("GET /runs/r-1", 200, """
                {"id":"r-1","job":"j","state":"failed","counts":{},"error":{"code":"csv.header-only","place":"incoming/p.csv","message":"no rows.","hint":"Look at it."}}""");
        assertThat(crossdock("retry", "r-1", "--wait")).isEqualTo(1);
        assertThat(err()).contains("csv.header-only · incoming/p.csv: no rows. Look at it.");
    }

    @Test
    void deliveriesAreListedShownAndReplayed() {
        var delivery = """
                {"id":"d-1","listener":"shop","state":"failed","attempt":2,"receivedAt":"2026-03-01T10:00:00.123Z","bytes":12,
                 "error":{"code":"web.refused","message":"oms answered 422.","hint":"Look there."},
                 "headers":{"x-topic":"orders/paid"},"body":"{}"}""";
        host.says("GET /listeners/shop/deliveries?state=failed", 200, "{\"items\":[" + delivery + "],\"next\":null}");
        host.says("GET /deliveries/d-1", 200, delivery);
        host.says("POST /deliveries/d-1/replay", 202, delivery);
        host.says("POST /listeners/shop/replay", 202, "{\"items\":[" + delivery + "],\"next\":null}");

        assertThat(crossdock("deliveries", "shop", "--state", "failed")).isZero();
        assertThat(out())
                .contains(
                        "d-1  failed  2026-03-01T10:00:00Z  2        12 B  web.refused: oms answered 422. Look there.");
        assertThat(crossdock("deliveries", "show", "d-1")).isZero();
        assertThat(out()).contains("x-topic    orders/paid", "\n{}\n");
        assertThat(crossdock("replay", "d-1")).isZero();
        assertThat(out()).isEqualTo("d-1\n");
        assertThat(crossdock("replay", "--listener", "shop", "--state", "failed"))
                .isZero();
        assertThat(host.asked.get(host.asked.size() - 1).body()).isEqualTo("{\"state\":\"failed\"}");
        assertThat(crossdock("replay")).isEqualTo(2);
        assertThat(crossdock("replay", "d-1", "--listener", "shop")).isEqualTo(2);
        assertThat(crossdock("deliveries")).isEqualTo(2);
    }

    @Test
    void barsAreDrawnOnATerminalOnly() {
        terminals = Set.of("err");
        host.says("POST /jobs/j/runs", 202, "{\"id\":\"r-1\"}");
        host.says("GET /runs/r-1", 200, RUN.formatted("running"));
        host.says("GET /runs/r-1", 200, RUN.formatted("succeeded"));
        assertThat(crossdock("run", "j", "--wait")).isZero();
        assertThat(err()).contains("[████████████············] import-products", "\u001b[1A", "✓");
        assertThat(out()).isEmpty();
    }

    @Test
    void runsAreATableOrJson() {
        host.says(
                "GET /runs?job=import-products&state=partial",
                200,
                "{\"items\":[" + RUN.formatted("partial") + "],\"next\":null}");
        assertThat(crossdock("runs", "--job", "import-products", "--state", "partial"))
                .isZero();
        assertThat(out())
                .contains(
                        "r-1  import-products  partial  2025-11-24T03:00:00Z  3 read: 2 written, 1 rejected  incoming/p.csv");
        assertThat(crossdock("runs", "--job", "import-products", "--state", "partial", "--output", "json"))
                .isZero();
        assertThat(Json.read(out()).path("items").get(0).path("id").asText()).isEqualTo("r-1");
    }

    @Test
    void rejectsSayFileRecordByteFieldCodeAndHint() {
        var line =
                "{\"file\":\"incoming/p.csv\",\"record\":1204,\"byte\":88210,\"field\":\"/price\",\"code\":\"schema.minimum\",\"message\":\"-1 is too small.\",\"hint\":\"Correct it.\"}";
        host.says("GET /runs/r-1/rejects", 200, line + "\n");
        assertThat(crossdock("rejects", "r-1")).isZero();
        assertThat(out())
                .isEqualTo(
                        "incoming/p.csv, record 1,204, byte 88,210, /price: schema.minimum: -1 is too small. Correct it.\n");
        assertThat(crossdock("rejects", "r-1", "--output", "json")).isZero();
        assertThat(out()).isEqualTo(line + "\n");
    }

    @Test
    void aRunIsAskedToStop() {
        host.says("POST /runs/r-1/cancel", 202, "");
        assertThat(crossdock("cancel", "r-1")).isZero();
        assertThat(err()).contains("Asked r-1 to stop.");
    }

    @Test
    void aHeldRunIsSaidAndApproved() {
        host.says("POST /jobs/j/runs", 202, "{\"id\":\"r-1\"}");
        host.says("GET /runs/r-1", 200, """
                {"id":"r-1","job":"j","state":"held","counts":{},"error":{"code":"feed.guard","place":"run r-1","message":"the run would delete 20 of 40 products (50 %, guard 10 %). Nothing was deleted.","hint":"Drop the complete file, or: crossdock approve r-1"}}""");
        assertThat(crossdock("run", "j", "--wait")).isEqualTo(1);
        assertThat(err())
                .contains("feed.guard · run r-1: the run would delete 20 of 40 products (50 %, guard 10 %)."
                        + " Nothing was deleted. Drop the complete file, or: crossdock approve r-1");
        host.says("POST /runs/r-1/approve", 202, "{\"id\":\"r-1\",\"state\":\"queued\"}");
        assertThat(crossdock("approve", "r-1")).isZero();
        assertThat(err()).contains("Approved r-1. Look with: crossdock runs show r-1");
    }

    // ------------------------------------------------------------------------------------------ projects

    @Test
    void aProjectIsWrittenOnceAndNeverOver() throws IOException {
        assertThat(crossdock("init", "my shop")).isZero();
        assertThat(Files.readString(folder.resolve("my shop/crossdock.yaml"))).startsWith("name: my-shop\n");
        assertThat(folder.resolve("my shop/.gitignore")).exists();
        Files.writeString(folder.resolve("my shop/mappings/product.jsonata"), "mine");
        assertThat(crossdock("init", "my shop")).isEqualTo(2);
        assertThat(err()).contains("init.exists");
        assertThat(folder.resolve("my shop/mappings/product.jsonata")).hasContent("mine");
    }

    @Test
    void theProjectOfInitHasNoProblems() {
        assertThat(crossdock("init", "shop")).isZero();
        assertThat(crossdock("lint", "shop")).as(() -> out() + err()).isZero();
        assertThat(out()).isEmpty();
    }

    @Test
    void theStorefrontHasNoProblems() {
        var storefront = Path.of(System.getProperty("crossdock.root", "../..")).resolve("examples/storefront");
        assertThat(crossdock("lint", storefront.toAbsolutePath().toString()))
                .as(() -> out() + err())
                .isZero();
    }

    @Test
    void aProblemIsSaidWithItsPlace() throws IOException {
        assertThat(crossdock("init", "shop")).isZero();
        Files.writeString(folder.resolve("shop/jobs/import-products.yaml"), """
                from: { bucket: incomming, files: "products*.csv" }
                to: { collection: products }
                """);
        assertThat(crossdock("lint", "shop")).isEqualTo(1);
        assertThat(out()).contains("jobs/import-products.yaml:1:", "Did you mean incoming?");
        assertThat(crossdock("lint", "shop", "--output", "json")).isEqualTo(1);
        assertThat(Json.read(out()).path("problems")).hasSize(1);
    }

    @Test
    void aFolderWithoutProjectIsNotServed() {
        assertThat(crossdock("up", ".")).isEqualTo(2);
        assertThat(err()).contains("project.missing", "crossdock init");
    }

    @Test
    void aPortOutOfRangeAndDataThatIsNotKeptAreWrongUse() throws IOException {
        Files.writeString(folder.resolve("crossdock.yaml"), "name: x\n");
        assertThat(crossdock("up", "--port", "70000")).isEqualTo(2);
        assertThat(crossdock("up", "--ephemeral", "--data", "d")).isEqualTo(2);
        assertThat(crossdock("up", "--port", "x")).isEqualTo(2);
        assertThat(crossdock("up")).isEqualTo(1);
        assertThat(err()).contains("host.not-built");
    }
}

package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriggersCommandTest {
    private final FakeHost host = new FakeHost();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        host.close();
    }

    private int crossdock(String... words) {
        return Crossdock.run(
                new Context(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Set.of(),
                        Map.of("CROSSDOCK_HOST", host.url()),
                        folder,
                        folder),
                words);
    }

    @Test
    void triggersAreListedWithWhatKeptThemFromActing() {
        host.says("GET /triggers", 200, """
                {"items":[{"name":"reindex","collection":"products","connection":"search","request":"PUT /docs/{$record.id}","template":null,
                 "undelivered":2,"problem":{"code":"trigger.loop","record":"A-1"}},
                 {"name":"push","collection":"orders","connection":null,"request":null,"template":"push-order","undelivered":0,"problem":null}],
                 "next":null}""");
        assertThat(crossdock("triggers")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("search PUT /docs/{$record.id}", "trigger.loop A-1", "template push-order");
    }

    @Test
    void oneIsShownWithItsProblemsInWords() {
        host.says("GET /triggers/reindex", 200, """
                {"name":"reindex","collection":"products","connection":"search","request":"PUT /x","template":null,
                 "problems":[{"at":"2026-03-01T10:00:00.000000000Z","record":"A-1","code":"trigger.loop","place":"trigger reindex","message":"it was written 8 times.","hint":"End it."}],
                 "undelivered":[{"record":"products/B","op":"updated","problem":{"code":"web.refused","place":"","message":"search answered 400.","hint":""}}],
                 "replays":[{"state":"done","startedAt":"2026-03-01T10:00:00.000000000Z","counts":{"sent":3,"passed":1,"missing":0}}]}""");
        assertThat(crossdock("triggers", "show", "reindex")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "2026-03-01T10:00:00Z trigger.loop · trigger reindex: it was written 8 times. End it.",
                        "products/B updated: web.refused: search answered 400.",
                        "done, sent 3, passed over 1, not there 0");
    }

    @Test
    void aReplayNamesRecordsOrATime() {
        host.says("POST /triggers/reindex/replay", 202, "{\"id\":\"1\"}");
        assertThat(crossdock("triggers", "replay", "reindex", "--ids", "A-1,B-2"))
                .isZero();
        assertThat(crossdock("triggers", "replay", "reindex", "--since", "2026-01-31T12:00:00Z"))
                .isZero();
        assertThat(host.asked)
                .extracting(FakeHost.Asked::body)
                .containsExactly("{\"ids\":[\"A-1\",\"B-2\"]}", "{\"changedSince\":\"2026-01-31T12:00:00Z\"}");
        assertThat(crossdock("triggers", "replay", "reindex")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("one of --ids and --since is needed.");
    }
}

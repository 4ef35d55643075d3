package dev.crossdock.infra.cli;

import java.util.function.Consumer;

/** The demo's look at a transformed file before there is one: a dry run shows records, rejects and counts, and writes nothing. */
final class DryRunAct {
    /** Starts nothing by itself. */
    private static final String NAME = "draft-catalogue.csv";

    private static final int SHOWN = 2;

    private final Api api;
    private final Drops drops;
    private final Consumer<String> say;

    DryRunAct(Api api, Drops drops, Consumer<String> say) {
        this.api = api;
        this.drops = drops;
        this.say = say;
    }

    /** @return what was seen @throws IllegalStateException when it is not what a dry run should be */
    String play(byte[] catalogue) {
        drops.drop(NAME, catalogue);
        api.post(
                Api.path("jobs", "normalise-catalogue", "runs"),
                Json.object().put("file", NAME).put("dryRun", true));
        var run = drops.finished(1).get(0);
        var id = run.path("id").asText();
        var records = api.lines(Api.path("runs", id, "preview"), SHOWN);
        for (var record : records)
            say.accept("    " + Screen.shortened(record.path("value").toString(), 140));
        for (var reject : api.lines(Api.path("runs", id, "rejects"), 1)) say.accept("    " + Screen.reject(reject));
        expect(run.path("dryRun").asBoolean(), "a dry run, saw " + run);
        expect(records.size() == SHOWN, SHOWN + " records to look at, saw " + records.size());
        var written = api.items("/buckets/outgoing/files", 10);
        expect(written.isEmpty(), "nothing written, saw " + written);
        var input = api.items("/buckets/incoming/files?match=" + NAME, 1);
        expect(input.size() == 1, "the input where it was, saw " + input);
        return "looked at before it was written";
    }

    private static void expect(boolean holds, String what) {
        if (!holds) throw new IllegalStateException("expected " + what);
    }
}

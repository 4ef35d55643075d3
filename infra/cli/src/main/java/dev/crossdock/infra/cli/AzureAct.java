package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.Consumer;

/** 1.4: a file becomes a blob, as it is, with what is said of it. */
final class AzureAct {
    private static final String CONTAINER = "catalogue";
    private static final String FILE = "archive-shopify.csv";

    private final Stage stage;
    private final Drops drops;
    private final Score score;
    private final Consumer<String> say;

    AzureAct(Stage stage, Drops drops, Score score, Consumer<String> say) {
        this.stage = stage;
        this.drops = drops;
        this.score = score;
        this.say = say;
    }

    void play() throws IOException, InterruptedException {
        if (stage.azurite.isEmpty()) {
            say.accept("  skipped: " + stage.noAzurite);
            score.skipped(Scenario.S14, stage.noAzurite);
            return;
        }
        var azurite = stage.azurite.get();
        azurite.create(CONTAINER);
        var content = stage.file("shopify-products.csv");
        drops.drop(FILE, content);
        var run = drops.finished(1).get(0);
        var blob = LocalDate.now(ZoneId.of("Europe/Oslo")).getYear() + "/" + FILE;
        var answer = azurite.get(CONTAINER, blob);
        var type = answer.headers().firstValue("Content-Type").orElse("");
        say.accept("  GET " + CONTAINER + "/" + blob + " → " + answer.statusCode() + " " + type + ", "
                + Screen.number(answer.body().length) + " bytes, "
                + answer.headers()
                        .firstValue("x-ms-meta-source")
                        .map(source -> "source: " + source)
                        .orElse("no metadata"));
        var read = run.path("counts").path("read").asLong();
        if (answer.statusCode() != 200
                || !Arrays.equals(answer.body(), content)
                || !type.equals("text/csv")
                || read != 1) {
            throw Failure.failed(Problem.of(
                    "demo.azure",
                    "the blob " + blob + " is not the file that was dropped (" + Screen.counts(run.path("counts"))
                            + ").",
                    "See the host's log."));
        }
        score.shown(Scenario.S14, "1 file, byte for byte, in Azurite");
    }
}

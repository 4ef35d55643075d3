package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;

/** The demo's acts that send records to a webservice. What does not hold is thrown, and scored by the story. */
final class SendingActs {
    private final Stage stage;
    private final Score score;
    private final Consumer<String> say;

    SendingActs(Stage stage, Score score, Consumer<String> say) {
        this.stage = stage;
        this.score = score;
        this.say = say;
    }

    /** 1.3 @param run of syndicate-catalogue @param results lines of its results file */
    void sent(JsonNode run, List<String> results) {
        told(Scenario.S13, run, results);
        score.shown(Scenario.S13, stage.shop.taken.size() + " products, a PUT each");
        stage.shop.forget();
    }

    /** 1.9 @param run of publish-products @param results lines of its results file */
    void published(JsonNode run, List<String> results) {
        int requests = stage.shop.requests.get();
        told(Scenario.S19, run, results);
        if (requests >= results.size() / 10) throw failed("batches", requests + " requests");
        score.shown(Scenario.S19, stage.shop.taken.size() + " products in batches, " + requests + " requests");
    }

    private void told(Scenario scenario, JsonNode run, List<String> results) {
        var counts = run.path("counts");
        int taken = stage.shop.taken.size();
        say.accept("    the shop has taken " + taken + " products with " + stage.shop.requests.get() + " requests; "
                + stage.shop.sentAway.get() + " it had sent away came again");
        results.stream().limit(2).forEach(line -> say.accept("    " + Screen.shortened(line, 140)));
        long read = counts.path("read").asLong();
        if (results.size() != read) throw failed("a line of results for each of " + read + " records", results.size());
        if (counts.path("written").asLong() < taken || taken == 0)
            throw failed("products taken", Screen.counts(counts));
        if (stage.shop.sentAway.get() == 0) throw failed("some that came again", scenario);
        var twice = stage.shop.taken.entrySet().stream()
                .filter(each -> each.getValue() > 1)
                .toList();
        if (scenario == Scenario.S19 && !twice.isEmpty()) throw failed("each product once", twice);
    }

    private static IllegalStateException failed(String expected, Object seen) {
        return new IllegalStateException("expected " + expected + ", saw " + seen);
    }
}

package dev.crossdock.infra.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The demo's acts about the search index: stock that changes twice at once, and a product that is no more. */
final class IndexActs {
    /** A second call would come at once. */
    private static final long SETTLE_MS = 2_000;

    private final Stage stage;
    private final Api api;
    private final Score score;
    private final Consumer<String> say;

    IndexActs(Stage stage, Api api, Score score, Consumer<String> say) {
        this.stage = stage;
        this.api = api;
        this.score = score;
        this.say = say;
    }

    void stock() {
        int before = stage.search.calls().size();
        var record = api.items("/collections/stock/records?limit=1", 1).get(0);
        var path = Api.path("collections", "stock", "records", record.path("id").asText());
        var sku = record.path("data").path("sku").asText();
        // There and back again would be no change at all.
        int last = record.path("data").path("quantity").asInt() + 2;
        for (int quantity : new int[] {last - 1, last}) {
            var body = BodyPublishers.ofString("{\"quantity\":" + quantity + "}");
            api.send("PATCH", path, body, Map.of("Content-Type", "application/merge-patch+json"));
            say.accept("  PATCH " + path + " {\"quantity\": " + quantity + "}");
        }
        var calls = calls(before);
        WebhookActs.expect(
                calls.size() == 1 && calls.get(0).path().equals("/indexes/products/stock/" + sku), "one call", calls);
        var told = calls.get(0).body().path("quantity").asInt();
        say.accept("  → " + calls.get(0) + "  quantity " + told + ", all places together");
        WebhookActs.expect(told >= last, "the last quantity", told);
        score.shown(Scenario.S21, "stock by a template");
    }

    void deletion() {
        int before = stage.search.calls().size();
        var sku = api.items("/collections/products/records?records=valid&limit=1", 1)
                .get(0)
                .path("id")
                .asText();
        api.send("DELETE", Api.path("collections", "products", "records", sku), BodyPublishers.noBody(), Map.of());
        say.accept("  DELETE /collections/products/records/" + sku);
        var calls = calls(before);
        WebhookActs.expect(
                calls.size() == 1 && calls.get(0).toString().equals("DELETE /indexes/products/docs/" + sku),
                "one deletion",
                calls);
        say.accept("  → " + calls.get(0));
        score.shown(Scenario.S21, "deletions too");
    }

    /** What came, when no more comes. */
    private List<SearchService.Call> calls(int before) {
        WebhookActs.await("a call", () -> stage.search.calls().size() > before);
        Watch.pause(SETTLE_MS);
        return stage.search.calls().subList(before, stage.search.calls().size());
    }
}

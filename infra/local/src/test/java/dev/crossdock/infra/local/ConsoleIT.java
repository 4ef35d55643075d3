package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console as people use it: in a browser. Needs Chromium and its driver (Debian: chromium, chromium-driver). */
@Tag("slow")
class ConsoleIT {
    private static final String NAUGHTY =
            "<script>document.title='owned'</script>\"'><img src=x onerror=alert(1)>{{7*7}}{p.id}";

    @TempDir
    static Path project;

    private static HostProcess host;
    private static Browser browser;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(
                Browser.driver().isPresent(), "no chromedriver on the PATH: apt-get install chromium-driver");
        file("crossdock.yaml", "name: shop\n");
        file("buckets/incoming.yaml", "description: from the ERP\n");
        file("collections/products.yaml", "key: sku\nindexes: [brand]\nhistory: 30d\nschema: product.schema.json\n");
        file(
                "collections/product.schema.json",
                "{\"type\": \"object\", \"required\": [\"price\"], \"properties\": {\"price\": {\"type\": \"number\"}}}");
        file(
                "jobs/import-products.yaml",
                "from: { bucket: incoming, files: \"products-*.csv\" }\n"
                        + "map: '{\"sku\": sku, \"name\": name, \"brand\": brand, \"price\": $number(price)}'\n"
                        + "to: { collection: products, invalid: reject }\n");
        file("listeners/orders.yaml", "verify: { scheme: none }\nrun: { template: note }\n");
        file("templates/note.yaml", "steps:\n  - id: noted\n    map: '{\"number\": $input.number}'\noutput: $noted\n");
        host = HostProcess.of(project);
        url = host.url(1);
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) browser.close();
        if (host != null) host.close();
    }

    private static void file(String name, String text) throws IOException {
        var path = project.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static void drop(String name, String content) {
        try (var s3 = host.s3()) {
            s3.putObject(
                    r -> r.bucket("crossdock").key("incoming/" + name),
                    software.amazon.awssdk.core.sync.RequestBody.fromString(content, StandardCharsets.UTF_8));
        }
    }

    private static void waitFor(String words) {
        await(words).until(() -> browser.text().contains(words));
    }

    @Test
    void aFailingImportIsFoundUnderstoodCorrectedAndDroppedAgain() throws Exception {
        drop("products-1.csv", "sku,name,brand,price\nA-1,Lamp,Lys,249\nA-2,Chair,Lys,cheap\n");
        browser.open(url + "/");
        waitFor("1 of 2 records were refused.");
        browser.click(".problems a");
        waitFor("Records that were refused");
        assertThat(browser.text()).contains("cheap").contains("2").contains("partial");
        browser.follow("Correct and drop again");
        await().until(() -> browser.at().contains("edit=true"));
        var text =
                browser.script("return document.querySelector('#text').value").asText();
        assertThat(text).contains("A-2").contains("cheap");
        browser.script("document.querySelector('#text').value = arguments[0]", text.replaceFirst("cheap", "129"));
        browser.follow("Drop it");
        waitFor("Nothing waits for you.");
        browser.open(url + "/console/collections/products?field=id&value=A-2");
        browser.follow("A-2");
        waitFor("129");
        assertThat(browser.text()).contains("written by run").contains("products-1.csv");
    }

    @Test
    void aRecordIsEditedOnTheConditionThatNobodyElseChangedItAndKeepsItsHistory() throws Exception {
        drop("products-edit.csv", "sku,name,brand,price\nE-1,Lamp,Edit,1\n");
        await().until(() -> host.get("/collections/products/records/E-1").statusCode() == 200);
        browser.open(url + "/console/collections/products/records/E-1");
        browser.follow("Edit");
        browser.clear("#data");
        browser.type("#data", "{\"sku\": \"E-1\", \"name\": \"Lantern\", \"brand\": \"Edit\", \"price\": 2}");
        browser.follow("Write");
        waitFor("rev 2");
        assertThat(browser.text()).contains("Lantern").contains("\"Lamp\"");
        browser.follow("Edit");
        browser.script("document.querySelector('input[name=rev]').value = '1'");
        browser.follow("Write");
        waitFor("Not written.");
        assertThat(browser.text()).contains("the record has rev 2, not 1");
    }

    @Test
    void whateverAFileHoldsIsShownAsTextAndDoesNothing() throws Exception {
        drop("products-<b>naughty.csv", "sku,name,brand,price\n");
        drop(
                "products-naughty.csv",
                "sku,name,brand,price\n\"%s\",\"%1$s\",N,1\nN-2,\"%1$s\",N,\"%1$s\"\n"
                        .formatted(NAUGHTY.replace("\"", "\"\"")));
        await().until(() -> host.json("/collections/products/records?index=brand:N")
                        .path("items")
                        .size()
                == 1);
        browser.open(url + "/console/collections/products?field=brand&value=N");
        assertThat(browser.text()).contains(NAUGHTY);
        browser.click("table a");
        waitFor("rev 1");
        assertThat(browser.text()).contains(NAUGHTY);
        await().until(() -> {
            browser.open(url + "/console/runs?job=import-products");
            return browser.text().contains("products-naughty.csv");
        });
        browser.script(
                "[...document.querySelectorAll('tr')].find(x => x.innerText.includes('products-naughty.csv')).querySelector('a').click()");
        waitFor("Records that were refused");
        assertThat(browser.text()).contains(NAUGHTY);
        browser.open(url + "/console/files/incoming?under=processed/");
        assertThat(browser.text()).contains("<b>naughty");
        assertThat(browser.script("return document.title").asText()).doesNotContain("owned");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aMappingIsTriedWhileItIsTypedAndAnErrorHasItsLineAndColumn() throws Exception {
        browser.open(url + "/console/playground");
        assertThat(browser.text()).contains("\"LAMP\"");
        browser.clear("#mapping");
        browser.type("#mapping", "{\"half\": $number(price) / 2}");
        waitFor("124.5");
        browser.clear("#mapping");
        browser.type("#mapping", "{\n  \"half\": $number(price /\n}");
        waitFor("line 3, column 1");
        drop("products-tried.csv", "sku,name,brand,price\nT-1,Lamp,Tried,7\n");
        var kept = await().until(
                        () -> host.json("/runs?job=import-products").findValuesAsText("input").stream()
                                .filter(name -> name.endsWith("products-tried.csv"))
                                .toList(),
                        names -> !names.isEmpty())
                .get(0);
        browser.open(url + "/console/playground?job=import-products&file=" + kept);
        assertThat(browser.script("return document.querySelector('#input').value")
                        .asText())
                .contains("\"T-1\"");
        browser.clear("#mapping");
        browser.type("#mapping", "{\"sku\": \"other\"}");
        waitFor("What differs from import-products");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aDeliveryIsSeenWithItsHeadersAndReplayedOnceItsConsequencesWereRead() throws Exception {
        var sent = java.net.http.HttpRequest.newBuilder(java.net.URI.create(url + "/listeners/orders"))
                .header("Content-Type", "application/json")
                .header("X-Shop", "north")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"number\": 4711}"))
                .build();
        java.net.http.HttpClient.newHttpClient().send(sent, java.net.http.HttpResponse.BodyHandlers.discarding());
        await().until(() -> {
            browser.open(url + "/console/deliveries?listener=orders&state=done");
            return browser.script("return document.querySelectorAll('tbody a').length")
                            .asInt()
                    == 1;
        });
        browser.click("tbody a");
        waitFor("4711");
        assertThat(browser.text()).contains("x-shop").contains("north");
        browser.follow("Replay…");
        assertThat(browser.text()).contains("no call that went out goes out again");
        browser.follow("Replay");
        waitFor("attempt 2");
        browser.follow("What note did with it");
        waitFor("noted");
        browser.open(url + "/console/deliveries?listener=orders");
        browser.click("tbody input[type=checkbox]");
        browser.follow("Replay the marked…");
        browser.follow("Replay");
        waitFor("attempt 3");
    }

    @Test
    void everyPageIsReadByEverybodyAndAsksNoOtherHost() throws Exception {
        drop("products-axe.csv", "sku,name,brand,price\nX-1,Lamp,Axe,1\nX-2,Lamp,Axe,none\n");
        await().until(() -> host.json("/runs?state=partial&job=import-products")
                                .path("items")
                                .size()
                        > 0
                && host.get("/collections/products/records/X-1").statusCode() == 200);
        var run = host.json("/runs?state=partial&job=import-products")
                .path("items")
                .get(0)
                .path("id")
                .asText();
        browser.requests();
        var pages = List.of(
                "/",
                "/console/login",
                "/console/runs",
                "/console/runs/" + run,
                "/console/files",
                "/console/files/incoming",
                "/console/collections",
                "/console/collections/products",
                "/console/collections/products/quality",
                "/console/collections/products/records/X-1",
                "/console/deliveries",
                "/console/executions",
                "/console/definitions",
                "/console/definitions/job/import-products",
                "/console/map",
                "/console/playground",
                "/console/runs/r-none");
        for (int width : List.of(1280, 360)) {
            browser.size(width, 900);
            for (var page : pages) {
                browser.open(url + page);
                // What is too narrow does not depend on the colours.
                for (var scheme : width == 360 ? List.of("light") : List.of("dark", "light")) {
                    browser.prefer(scheme);
                    assertThat(Axe.serious(browser))
                            .as(page + " " + scheme + " " + width)
                            .isEmpty();
                }
                assertThat(browser.script("return document.documentElement.scrollWidth - innerWidth")
                                .asInt())
                        .as(page + " is wider than " + width)
                        .isLessThanOrEqualTo(0);
            }
        }
        browser.size(1280, 900);
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(each -> each.startsWith(url + "/") || each.startsWith("data:"));
        // A page that is not there is one of them; advice about forms is no complaint.
        assertThat(browser.complaints()).allMatch(said -> said.contains("r-none") || said.contains("[DOM]"));
    }
}

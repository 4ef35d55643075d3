package dev.crossdock.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImportConsciaTest extends Typed {
    private static final String EXPORT = """
            {"collections": [{"collectionCode": "productCatalogue", "name": "Products", "description": "All: of them",
               "dataRecordIdentifierProperty": "sku", "schema": {"fields": {
                 "sku": {"jsonSchema": {"type": "string"}, "options": {"required": true, "readonly": true}},
                 "price": {"jsonSchema": {"type": "number", "minimum": 0}, "displaySchema": {}},
                 "label": {"jsonSchema": {"type": "string"}, "computed": true}}}}],
             "connections": [
               {"connectorCode": "genericWebservice", "connectionCode": "shop_api", "name": "Shop",
                "config": {"baseUrl": "https://api.shop.example", "path": "/v1",
                  "baseHeaders": [{"header": "Authorization", "value": "Bearer canary-1"}, {"header": "X-Market", "value": "NO"}]}},
               {"connectorCode": "genericWebservice", "connectionCode": "erp", "config": {"baseUrl": "https://erp.example",
                  "baseQueryParams": [{"parameter": "apiKey", "value": "`secret('erpKey')`"}]}},
               {"connectorCode": "contentfulDelivery", "connectionCode": "cms", "config": {"accessToken": "canary-2", "space": "s1"}}],
             "jobs": [
               {"jobCode": "importProducts", "jobType": "importDataFiles", "schedule": "0 * * * *", "params": {
                  "incomingBucketCode": "incoming", "processedBucketCode": "done", "invalidBucketCode": "bad",
                  "filenamePattern": "products_*.csv", "sourceSchema": {"type": "object", "required": ["sku"]},
                  "recordIdentifierField": "sku", "parseOptions": {"delimiter": ";"}, "skipInvalidRecords": true,
                  "processLastMatchedFile": true, "collectionCode": "productCatalogue",
                  "transformers": [{"type": "javascript", "expression": "a\\nb"}]}},
               {"name": "Export All", "jobType": "exportCollection", "schedule": {"cron": "0 6 * * *"}, "params": {
                  "collectionCode": "productCatalogue", "targetBucketCode": "outgoing", "filenamePattern": "products.jsonl"}},
               {"jobCode": "send", "jobType": "callWebserviceEndpoint", "params": {"connectionCode": "shop_api",
                  "incomingBucketCode": "outgoing", "filenamePattern": "*.jsonl", "method": "put", "path": "products"}},
               {"jobCode": "clean-up", "jobType": "purgeFiles", "params": {"password": "canary-3", "days": 3}}],
             "listeners": [{"listener": {"listenerCode": "remove-product", "sync": true,
                "endpointRequestSpec": {"methods": ["POST", "PUT"]},
                "engineRequest": {"templateCode": "test-incoming", "context": {"productId": "`body.productId`",
                  "topic": "`headers['X-Topic']`", "fixed": 7, "odd": "`body.a + 1`"}},
                "endpointResponse": {"status": 202, "body": {"x": "`engineResponse.y`"},
                  "headers": [{"header": "Content-Type", "value": "application/json"}]}}}]}
            """;

    @BeforeEach
    void exported() throws IOException {
        Files.writeString(folder.resolve("export.json"), EXPORT);
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve("shop").resolve(name));
    }

    @Test
    void anExportBecomesAProjectThatLints() {
        assertThat(crossdock("import-conscia", "export.json", "shop")).as(err()).isZero();
        assertThat(crossdock("lint", "shop")).as(out() + err()).isZero();
    }

    @Test
    void jobsKeepTheirMeaning() throws IOException {
        crossdock("import-conscia", "export.json", "shop");
        assertThat(file("jobs/import-products.yaml"))
                .contains(
                        "bucket: incoming", "files: products_*.csv", "take: latest", "delimiter: ;", "invalid: reject")
                .contains("collection: product-catalogue", "schema: import-products.schema.json")
                .contains("# Files went to the bucket done; here they go to incoming/processed/.")
                .contains("# It ran by the schedule 0 * * * *; here each drop starts it.")
                .contains("#   params.transformers: [{\"type\":\"javascript\",\"expression\":\"a\\nb\"}]");
        assertThat(file("jobs/export-all.yaml")).contains("file: products.jsonl", "cron: 0 6 * * *", "records: all");
        assertThat(file("jobs/send.yaml")).contains("request: PUT /products", "connection: shop-api");
    }

    @Test
    void aCollectionsFieldsBecomeItsSchema() throws IOException {
        crossdock("import-conscia", "export.json", "shop");
        assertThat(file("collections/product-catalogue.yaml"))
                .contains("key: sku", "schema: product-catalogue.schema.json", "# The field label was computed");
        assertThat(Json.read(file("collections/product-catalogue.schema.json").getBytes(StandardCharsets.UTF_8))
                        .at("/properties/price/minimum")
                        .asInt(-1))
                .isZero();
        assertThat(file("collections/product-catalogue.schema.json")).contains("\"required\" : [ \"sku\" ]");
    }

    @Test
    void credentialsAreReferencesAndNowhereElse() throws IOException {
        crossdock("import-conscia", "export.json", "shop");
        assertThat(file("connections/shop-api.yaml"))
                .contains("url: https://api.shop.example/v1", "bearer: ${secret:shop-api-token}", "X-Market: NO");
        assertThat(file("connections/erp.yaml")).contains("query: apiKey", "value: ${secret:erp-key}");
        assertThat(file("secrets.yaml")).contains("shop-api-token: \"canary-1\"");
        assertThat(file(".gitignore")).contains("secrets.yaml");
        try (var all = Files.walk(folder.resolve("shop"))) {
            var others = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("secrets.yaml"))
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .collect(Collectors.joining());
            assertThat(others).doesNotContain("canary");
        }
    }

    @Test
    void aListenersPathsBecomeJsonata() throws IOException {
        crossdock("import-conscia", "export.json", "shop");
        assertThat(file("listeners/remove-product.yaml"))
                .contains("{\"productId\": $body.productId, \"topic\": $headers.`x-topic`, \"fixed\": 7}")
                .contains("# context.odd was \"`body.a + 1`\"", "status: 202", "template: test-incoming", "- PUT");
    }

    @Test
    void whatIsNotKnownIsListedAndLeftAsAComment() throws IOException {
        crossdock("import-conscia", "export.json", "shop");
        assertThat(out())
                .contains("job clean-up of type purgeFiles", "connection cms of contentfulDelivery")
                .contains("jobs/import-products.yaml: params.transformers", "templates/test-incoming.yaml");
        assertThat(file("crossdock.yaml"))
                .contains("# Not taken over, job clean-up of type purgeFiles: {", "\"days\":3", "\"space\":\"s1\"");
    }

    @Test
    void whatIsThereIsNotTouched() throws IOException {
        Files.createDirectories(folder.resolve("shop/jobs"));
        Files.writeString(folder.resolve("shop/jobs/send.yaml"), "mine");
        assertThat(crossdock("import-conscia", "export.json", "shop")).isEqualTo(2);
        assertThat(err()).contains("import.exists", "send.yaml", "nothing was written");
        assertThat(file("jobs/send.yaml")).isEqualTo("mine");
        assertThat(folder.resolve("shop/crossdock.yaml")).doesNotExist();
    }

    @Test
    void whatIsNoExportIsSaidToBeNone() throws IOException {
        assertThat(crossdock("import-conscia", "nothing.json", "shop")).isEqualTo(2);
        assertThat(err()).contains("file.unreadable", "nothing.json");
        Files.writeString(folder.resolve("bad.json"), "{\"jobs\": [");
        assertThat(crossdock("import-conscia", "bad.json", "shop")).isEqualTo(2);
        assertThat(err()).contains("import.no-json", "bad.json");
        Files.writeString(folder.resolve("empty.json"), "[]");
        assertThat(crossdock("import-conscia", "empty.json", "shop")).isEqualTo(2);
        assertThat(err()).contains("import.empty");
        Files.writeString(
                folder.resolve("other.json"), "{\"jobs\": [{\"jobType\": \"importDataFiles\", \"params\": {}}, 7]}");
        assertThat(crossdock("import-conscia", "other.json", "shop")).isZero();
        assertThat(out()).contains("job without a name of type importDataFiles", "jobs[1]");
    }
}

package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What lint says, word by word, with line and column. */
class LintTest {
    private static final String JOB = "from: { bucket: incoming, files: \"*.csv\" }\nto: { collection: products }\n";

    private static final String BUILT =
            String.join(", ", Kinds.BUILT.stream().sorted().toList()) + ".";

    @TempDir
    Path dir;

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("mistakes")
    void aMistakeIsSaidWithItsPlaceAndWhatToDo(String file, String yaml, String message) {
        var folder = new Folder(dir).write(file, yaml);

        assertThat(folder.problems()).containsExactly(message);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                // Keys
                arguments(
                        "jobs/a.yaml",
                        JOB + "shema: x.json\n",
                        "config.unknown-key · jobs/a.yaml:3:1: \"shema\" is no key of a job. Did you mean schema?"),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, file: \"*.csv\" }\nto: { collection: products }\n",
                        "config.unknown-key · jobs/a.yaml:1:27: \"file\" is no key of from. Did you mean files?"),
                arguments(
                        "jobs/a.yaml",
                        "from:\n  bucket: incoming\n  files: \"*.csv\"\n  format:\n    csv:\n      delimitr: \";\"\nto: { collection: products }\n",
                        "config.unknown-key · jobs/a.yaml:6:7: \"delimitr\" is no key of csv. Did you mean delimiter?"),
                arguments(
                        "buckets/a.yaml",
                        "colour: red\n",
                        "config.unknown-key · buckets/a.yaml:1:1: \"colour\" is no key of a bucket. Known: description, keep."),
                arguments(
                        "jobs/a.yaml",
                        "from: { buckt: incoming, files: \"*.csv\" }\nto: { collection: products }\n",
                        "config.unknown-key · jobs/a.yaml:1:9: \"buckt\" is no key of from. Did you mean bucket?"),
                arguments(
                        "jobs/a.yaml",
                        JOB + "retry: { attempts: 3 }\n",
                        "config.misplaced · jobs/a.yaml:3:1: \"retry\" does not belong to a job. Move it to connections/<name>.yaml, where it governs every call to that system."),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\ncall: { connection: shop, request: GET /x }\nretry: { attempts: 3 }\n",
                        "config.misplaced · triggers/a.yaml:3:1: \"retry\" does not belong to a trigger. Move it to connections/shop.yaml, where it governs every call to shop."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "delimiter: \";\"\n",
                        "config.misplaced · jobs/a.yaml:3:1: \"delimiter\" does not belong to a job. Write it as from.format.csv.delimiter."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "every: 5m\n",
                        "config.misplaced · jobs/a.yaml:3:1: \"every\" does not belong to a job. Write it as schedule.every."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\", overlap: skip }\nto: { collection: products }\n",
                        "config.misplaced · jobs/a.yaml:1:43: \"overlap\" does not belong to from. Write it one level further out, beside from."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\", records: valid }\nto: { collection: products }\n",
                        "config.misplaced · jobs/a.yaml:1:43: \"records\" does not belong to \"from\" with bucket. It goes with collection."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "type: import-file\n",
                        "config.misplaced · jobs/a.yaml:3:1: \"type\" does not belong to a job. A job's type follows from its from and to: remove it."),
                arguments(
                        "buckets/a.yaml",
                        "name: b\n",
                        "config.misplaced · buckets/a.yaml:1:1: \"name\" does not belong to a bucket. The file's name is its name: remove it."),
                arguments(
                        "buckets/a.yaml",
                        "zone: UTC\n",
                        "config.misplaced · buckets/a.yaml:1:1: \"zone\" does not belong to a bucket. Move it to crossdock.yaml."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\" }\n",
                        "config.missing · jobs/a.yaml:1:1: a job needs \"to\". Where they go."),
                arguments(
                        "jobs/a.yaml",
                        "from: { files: \"*.csv\" }\nto: { collection: products }\n",
                        "config.missing · jobs/a.yaml:1:7: from needs one of bucket, collection, connection. It says where records come from."),
                arguments(
                        "jobs/a.yaml",
                        "from: { connection: shop }\nto: { collection: products }\n",
                        "config.missing · jobs/a.yaml:1:7: from with a connection needs one of request, files."),
                arguments(
                        "connections/a.yaml",
                        "description: nothing\n",
                        "config.missing · connections/a.yaml:1:1: a connection needs one of url, azure, sftp, folder."),
                arguments(
                        "connections/a.yaml",
                        "azure: { account: shop, container: assets }\n",
                        "config.missing · connections/a.yaml:1:8: azure needs one of sas, key, connectionString, identity."),
                arguments(
                        "connections/a.yaml",
                        "azure: { account: shop, container: assets, sas: \"${secret:a}\", key: \"${secret:b}\" }\n",
                        "config.one-of · connections/a.yaml:1:64: azure has both sas and key. Keep one of them."),
                arguments(
                        "connections/a.yaml",
                        "azure: { container: assets, identity: system }\n",
                        "config.missing · connections/a.yaml:1:8: azure needs one of account, connectionString."),
                arguments(
                        "connections/a.yaml",
                        "azure: { account: shop, container: Assets, identity: { client: \"11-22\" } }\n",
                        "config.value · connections/a.yaml:1:36: \"Assets\" is not a container: 3 to 63 small letters, digits and single hyphens. Write a container: 3 to 63 small letters, digits and single hyphens."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*\" }\nto: { connection: shop, blob: x, tier: warm }\n",
                        "config.value · jobs/a.yaml:2:40: \"warm\" is no value of tier. Known: hot, cool, cold, archive."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\", collection: products }\nto: { collection: products }\n",
                        "config.one-of · jobs/a.yaml:1:43: from names both bucket and collection. Keep one of them."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "schedule: { cron: \"0 2 * * *\", every: 5m }\n",
                        "config.one-of · jobs/a.yaml:3:32: schedule has both cron and every. Keep one of them."),
                // Types
                arguments(
                        "jobs/a.yaml",
                        "- from\n",
                        "config.type · jobs/a.yaml:1:1: a job is written as keys, not as a list. Known: description, from, schema, map, to, then, overlap, schedule, feed."),
                arguments(
                        "buckets/a.yaml",
                        "just a text\n",
                        "config.type · buckets/a.yaml:1:1: a bucket is written as keys, not as the text \"just a text\". Known: description, keep."),
                arguments(
                        "buckets/a.yaml",
                        "description: 12\n",
                        "config.type · buckets/a.yaml:1:14: \"description\" must be a text, not the number 12. Write it in quotes: \"12\"."),
                arguments(
                        "buckets/a.yaml",
                        "description:\n",
                        "config.type · buckets/a.yaml:1:1: \"description\" has no value. Write one, or remove the key."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "then: a\n",
                        "config.type · jobs/a.yaml:3:7: \"then\" must be a list, not the text \"a\". Write [a]."),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\ncall: { connection: shop, request: PUT /x, body: { a: 1 } }\n",
                        "config.type · triggers/a.yaml:2:50: \"body\" must be JSONata, or a file with it, not a key (a). An expression that begins with a brace needs quotes: '{…}'."),
                arguments(
                        "connections/a.yaml",
                        "url: https://a.example\nlimits: { timeout: 10 }\n",
                        "config.type · connections/a.yaml:2:20: \"timeout\" must be a duration such as 10s, 5m or 30d, not the number 10. Write the unit too: 10s."),
                arguments(
                        "connections/a.yaml",
                        "url: https://a.example\nlimits: { concurrency: \"8\" }\n",
                        "config.type · connections/a.yaml:2:24: \"concurrency\" must be a whole number from 1 to 1000, not the text \"8\". Write it without quotes."),
                // Values
                arguments(
                        "collections/a.yaml",
                        "key: sku\ninvalid: keeep\n",
                        "config.value · collections/a.yaml:2:10: \"keeep\" is no value of invalid. Known: keep, reject. Did you mean keep?"),
                arguments(
                        "buckets/a.yaml",
                        "keep: 90 days\n",
                        "config.value · buckets/a.yaml:1:7: \"90 days\" is not a duration. Did you mean 90d?"),
                arguments(
                        "connections/a.yaml",
                        "url: https://a.example\nretry: { attempts: 0 }\n",
                        "config.value · connections/a.yaml:2:20: attempts cannot be 0. It is a whole number from 1 to 100."),
                arguments(
                        "connections/a.yaml",
                        "url: a.example/v1\n",
                        "config.value · connections/a.yaml:1:6: \"a.example/v1\" is no http or https URL. Write it whole: https://api.example.com/v1."),
                arguments(
                        "crossdock.yaml",
                        "name: shop\nzone: Europe/Olso\n",
                        "config.value · crossdock.yaml:2:7: \"Europe/Olso\" is no time zone. Did you mean Europe/Oslo?"),
                arguments(
                        "jobs/a.yaml",
                        JOB + "schedule: { cron: \"0 25 * * *\" }\n",
                        "config.value · jobs/a.yaml:3:19: the cron line \"0 25 * * *\" has no hour in \"25\". It goes from 0 to 23, or is *."),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\ncall: { connection: shop, request: PUTT /x }\n",
                        "config.value · triggers/a.yaml:2:36: \"PUTT /x\" begins with no method. Known: GET, POST, PUT, PATCH, DELETE, HEAD. Did you mean PUT?"),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"[a.csv\" }\nto: { collection: products }\n",
                        "config.glob · jobs/a.yaml:1:34: the pattern \"[a.csv\" opens [ and never closes it. Close it, or write \\[."),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\ncall: { connection: shop, request: \"PUT /x/{$record.id\" }\n",
                        "config.text · triggers/a.yaml:2:36: the brace at character 8 of \"PUT /x/{$record.id\" is never closed. Close it, or write {{ for a brace."),
                arguments(
                        "connections/a.yaml",
                        "url: https://a.example\nauth: { bearer: \"${secret:Shop}\" }\n",
                        "config.value · connections/a.yaml:2:17: \"${secret:Shop}\" is no reference to a secret. Write ${secret:name}, the name in lower case with hyphens."),
                arguments(
                        "collections/a.yaml",
                        "key: []\n",
                        "config.value · collections/a.yaml:1:6: \"key\" is an empty list. Write one at least."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"processed/*.csv\" }\nto: { collection: products }\n",
                        "config.reserved-folder · jobs/a.yaml:1:34: processed/ is a reserved folder of a bucket: nothing in it starts a job. Choose another folder."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\", format: { csv: { delimiter: \";;\" } } }\nto: { collection: products }\n",
                        "config.value · jobs/a.yaml:1:71: \";;\" is not one ASCII character. Write one, in quotes: \";\"."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\", format: tsv }\nto: { collection: products }\n",
                        "config.value · jobs/a.yaml:1:51: \"tsv\" is no value of format. Known: csv, json, ndjson, parquet, xlsx, xml. Did you mean csv?"),
                arguments(
                        "jobs/a.yaml",
                        "from: { collection: products }\nto: { bucket: outgoing, file: a.x, format: parquet }\n",
                        "config.unsupported · jobs/a.yaml:2:44: format: parquet is not supported by this version. Supported: csv, json, ndjson, xlsx, xml."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.x\", format: { xlsx: { header: 0 } } }\nto: { collection: products }\n",
                        "config.value · jobs/a.yaml:1:67: header cannot be 0. It is a whole number from 1 to 1048576."),
                // References
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incomming, files: \"*.csv\" }\nto: { collection: products }\n",
                        "config.reference · jobs/a.yaml:1:17: there is no bucket \"incomming\". Did you mean incoming?"),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\" }\nto: { collection: orders }\n",
                        "config.reference · jobs/a.yaml:2:19: there is no collection \"orders\". Make it: collections/orders.yaml."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "then: [b]\n",
                        "config.reference · jobs/a.yaml:3:8: there is no job \"b\". Did you mean a?"),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\ncall: { connection: shops, request: GET /x }\n",
                        "config.reference · triggers/a.yaml:2:21: there is no connection \"shops\". Did you mean shop?"),
                arguments(
                        "jobs/a.yaml",
                        JOB + "map: mappings/none.jsonata\n",
                        "config.reference · jobs/a.yaml:3:6: there is no file \"mappings/none.jsonata\". It is looked for beside this file and in the project's folder."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "map: ../../x.jsonata\n",
                        "config.reference · jobs/a.yaml:3:6: \"../../x.jsonata\" lies outside of the project's folder. Put the file into the project and name it from its folder."),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\ncall: { connection: shop, request: GET / }\nsettle: 1h\n",
                        "config.value · triggers/a.yaml:3:9: settle cannot be 1h. It is at most 15m. What may wait longer is a job with a schedule."),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\nrun: push\n",
                        "config.type · triggers/a.yaml:2:6: \"run\" must be keys (template), not the text \"push\"."),
                arguments(
                        "alerts/a.yaml",
                        "events: [run.fialed]\ncall: { connection: shop, request: POST /x }\n",
                        "config.value · alerts/a.yaml:1:10: \"run.fialed\" is no value of events. Known: run.failed, run.partial, run.held, delivery.failed, breaker.opened, queue.dead. Did you mean run.failed?"),
                arguments(
                        "alerts/a.yaml",
                        "events: [run.failed]\nmail: { to: ops@example.com, subject: Look }\n",
                        "config.missing · alerts/a.yaml:2:7: mail needs one of text, html. It is what is sent."),
                // Expressions and schemas
                arguments(
                        "jobs/a.yaml",
                        JOB + "map: '{\"sku\": sku'\n",
                        "config.expression · jobs/a.yaml:3:18: the JSONata does not compile: Expected \"}\" before end of expression. Correct it there, or before."),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\nwhen: |\n  $new.active and\n    (1 + ]\ncall: { connection: shop, request: GET /x }\n",
                        "config.expression · triggers/a.yaml:4:10: the JSONata does not compile: The symbol \"]\" cannot be used as a unary operator. Correct it there, or before."),
                arguments(
                        "triggers/a.yaml",
                        "watch: { collection: products }\ncall: { connection: shop, request: \"PUT /x/{$record.}\" }\n",
                        "config.expression · triggers/a.yaml:2:53: the JSONata does not compile: Unexpected end of expression. Correct it there, or before."),
                arguments(
                        "collections/a.yaml",
                        "key: sku\nschema: a.txt\n",
                        "config.value · collections/a.yaml:2:9: \"a.txt\" is no file with a JSON Schema. Name a file that ends with .json, or write the schema itself as keys."),
                arguments(
                        "collections/a.yaml",
                        "key: sku\nschema: { type: object, properties: { a: { $ref: \"#/$defs/q\" } } }\n",
                        "config.schema · collections/a.yaml:2:9: this is no JSON Schema: $ref \"#/$defs/q\" leads nowhere in this file. Schemas are JSON Schema 2020-12, whole in one file."),
                arguments(
                        "connections/a.yaml",
                        "url: https://x.example\nauth: { oauth2: { tokenUrl: https://x.example/token, clientId: a } }\n",
                        "config.missing · connections/a.yaml:2:17: oauth2 needs \"clientSecret\". The client's secret."),
                arguments(
                        "collections/a.yaml",
                        "key: sku\ncomputed: { sku: name }\n",
                        "config.conflict · collections/a.yaml:2:13: the key field \"sku\" cannot be computed: it says which record it is. Compute another field."),
                arguments(
                        "collections/a.yaml",
                        "key: sku\nreadonly: [a]\ncomputed: { a: name }\n",
                        "config.conflict · collections/a.yaml:3:13: the computed field \"a\" is readonly as it is. Compute another field."),
                arguments(
                        "collections/a.yaml",
                        "key: sku\ncomputed: { _a: name }\n",
                        "config.conflict · collections/a.yaml:2:13: fields with an underscore, as \"_a\", are the product's own. Compute another field."),
                arguments(
                        "collections/a.yaml",
                        "key: sku\nrelations: { brand: { collection: brand, by: brand } }\n",
                        "config.reference · collections/a.yaml:2:35: there is no collection \"brand\". Make it: collections/brand.yaml."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\", take: latest }\nto: { collection: products }\noverlap: parallel\n",
                        "config.conflict · jobs/a.yaml:1:43: take: latest needs runs that wait for each other, and overlap: parallel lets all run at once. Remove one of the two."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "feed: { full: true, maxDeletes: 10 % }\n",
                        "config.value · jobs/a.yaml:3:33: \"10 %\" is not a percentage. Write a number and its unit: 10%."),
                arguments(
                        "jobs/a.yaml",
                        JOB + "feed: { full: true }\noverlap: parallel\n",
                        "config.conflict · jobs/a.yaml:3:9: full feeds need runs that wait for each other, and overlap: parallel lets all run at once. Remove one of the two."),
                arguments(
                        "jobs/a.yaml",
                        "from: { bucket: incoming, files: \"*.csv\" }\nto: { bucket: outgoing }\nfeed: { full: true }\n",
                        "config.conflict · jobs/a.yaml:3:9: a full feed is a file of a bucket that goes to a collection, and this job has another from or to. Remove one of the two."),
                arguments(
                        "jobs/a.yaml",
                        "from: { collection: products }\nto: { connection: shop, request: POST /p, batch: { size: 0 } }\n",
                        "config.value · jobs/a.yaml:2:58: size cannot be 0. It is a whole number from 1 to 1000."),
                arguments(
                        "jobs/a.yaml",
                        "from: { collection: products }\nto: { connection: shop, request: POST /p, results: { id: sku } }\n",
                        "config.missing · jobs/a.yaml:2:52: results needs one of items, errors, lines."),
                arguments(
                        "jobs/a.yaml",
                        "from: { connection: shop, request: GET /p }\nto: { connection: shop, request: \"PUT /p/{sku}\" }\n",
                        "config.unsupported · jobs/a.yaml:2:1: no function of this version moves from webservice to webservice. Built: "
                                + BUILT),
                // Names
                arguments(
                        "jobs/My Job.yaml",
                        JOB,
                        "config.name · jobs/My Job.yaml: \"My Job\" is no name. Names have small letters, digits and hyphens: my-job."),
                arguments(
                        "crossdock.yaml",
                        "name: MyShop\n",
                        "config.name · crossdock.yaml:1:7: \"MyShop\" is no name. Names have small letters, digits and hyphens: my-shop."));
    }

    @Test
    void aMistakeInAFileIsSaidWhereItStandsInThatFile() {
        var folder = new Folder(dir)
                .write("mappings/product.jsonata", "{\n  \"sku\": sku,\n  \"price\": $number(price\n}\n")
                .write("collections/products.yaml", "key: sku\nschema: products.schema.json\n")
                .write(
                        "collections/products.schema.json",
                        "{\n  \"type\": \"object\",\n  \"properties\": { \"a\": { \"type\": \"strin\" } }\n}\n")
                .write("collections/orders.yaml", "key: sku\nschema: orders.schema.json\n")
                .write("collections/orders.schema.json", "{\n  \"type\": \"object\",\n}\n")
                .write("jobs/a.yaml", JOB + "map: mappings/product.jsonata\n");

        assertThat(folder.problems())
                .containsExactly(
                        "config.schema · collections/orders.schema.json:3:1: the schema is no JSON: Unexpected character ('}' (code 125)): was expecting double-…. Write one JSON object (JSON Schema 2020-12).",
                        "config.schema · collections/products.schema.json:3:34: this is no JSON Schema: /properties/a/type: does not have a value in the enumeration [\"array\", \"boolean\", \"integer\", \"null\", \"number\", \"object\", \"string\"]. Schemas are JSON Schema 2020-12, whole in one file.",
                        "config.expression · mappings/product.jsonata:4:1: the JSONata does not compile: Expected \")\", got \"}\". Correct it there, or before.");
    }

    @Test
    void aMisspeltFileIsFoundWhereItReallyLies() {
        var folder = new Folder(dir)
                .write("mappings/product.jsonata", "$")
                .write("collections/products.schema.json", "{}")
                .write("jobs/a.yaml", JOB + "map: product.jsonata\n")
                .write("jobs/b.yaml", JOB + "map: mappings/prodct.jsonata\nschema: product.schema.json\n");

        assertThat(folder.problems())
                .containsExactly(
                        "config.reference · jobs/a.yaml:3:6: there is no file \"product.jsonata\". Did you mean mappings/product.jsonata?",
                        "config.reference · jobs/b.yaml:3:6: there is no file \"mappings/prodct.jsonata\". Did you mean mappings/product.jsonata?",
                        "config.reference · jobs/b.yaml:4:9: there is no file \"product.schema.json\". Did you mean collections/products.schema.json?");
    }

    @Test
    void whatWorksAndIsProbablyNotMeantIsAWarning() {
        var folder = new Folder(dir)
                .write(
                        "connections/a.yaml",
                        "url: https://a.example\nauth: { basic: { user: u, password: hunter2 } }\n")
                .write("jobs/b.yml", JOB)
                .write("job/c.yaml", JOB);

        assertThat(folder.problems()).isEmpty();
        assertThat(folder.warnings())
                .containsExactly(
                        "config.literal-secret · connections/a.yaml:2:37: \"password\" stands here in clear text. Write ${secret:…} and keep the value in secrets.yaml or the environment.",
                        "config.unknown-folder · job: the folder \"job\" is not read. Did you mean jobs?",
                        "config.file-name · jobs/b.yml: this file is not read. Rename it to b.yaml.");
        assertThat(folder.warnings().toString()).doesNotContain("hunter2");
    }

    @Test
    void aFolderWithoutCrossdockYamlIsNoProject() {
        assertThat(Lint.check(dir))
                .hasToString(
                        "[config.missing · crossdock.yaml: this folder has no crossdock.yaml. Is it the project's folder? crossdock init makes a project.]");
        assertThat(Lint.check(dir.resolve("none")).get(0).toString())
                .isEqualTo(
                        "config.missing: there is no folder " + dir.resolve("none") + ". Name the project's folder.");
    }

    @Test
    void everyEnvironmentIsChecked() {
        new Folder(dir)
                .write("crossdock.production.yaml", "zone: Mars/Base\n")
                .write("crossdock.test.yaml", "vars: { a: 1 }\n");

        assertThat(Lint.check(dir))
                .hasToString(
                        "[config.value · crossdock.production.yaml:1:7: \"Mars/Base\" is no time zone. Write an IANA name such as Europe/Oslo or UTC.]");
    }

    @Test
    void aProblemNamesItsFieldByAPointer() {
        var folder = new Folder(dir)
                .write("jobs/a.yaml", "from: { bucket: incomming, files: \"*.csv\" }\nto: { collection: products }\n");

        assertThat(folder.load().problems().get(0).field()).isEqualTo("/from/bucket");
    }
}

package dev.crossdock.definition;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crossdock.fuzz.Fuzzed;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** A project one of whose files is anything: its first byte says which. */
class ConfigurationFuzz extends Fuzzed {
    private static final List<String> FILES = List.of(
            "crossdock.yaml",
            "buckets/b.yaml",
            "collections/c.yaml",
            "connections/shop.yaml",
            "jobs/j.yaml",
            "triggers/t.yaml",
            "listeners/l.yaml",
            "templates/p.yaml",
            "alerts/a.yaml");
    private static Folder folder;

    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) throws IOException {
        if (bytes.length == 0) return;
        var name = FILES.get((bytes[0] & 0xff) % FILES.size());
        var folder = folder();
        folder.write(name, java.util.Arrays.copyOfRange(bytes, 1, bytes.length));
        try {
            var loaded = folder.load();
            loaded.problems().forEach(Fuzzed::coded);
            loaded.warnings().forEach(Fuzzed::coded);
        } finally {
            Files.delete(folder.dir.resolve(name));
            if (name.equals("crossdock.yaml")) folder.write(name, "name: shop\n");
            if (name.equals("connections/shop.yaml")) folder.write(name, "url: https://shop.example/v1\n");
        }
    }

    private static Folder folder() throws IOException {
        if (folder == null) {
            var dir = Files.createTempDirectory("configuration-fuzz");
            folder = new Folder(dir);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir)));
        }
        return folder;
    }

    private static void delete(java.nio.file.Path dir) {
        try (var walk = Files.walk(dir)) {
            for (var path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(path);
        } catch (IOException e) {
            // A folder of the system's own place for such things.
        }
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return all(
                of(
                        0,
                        "name: shop\nzone: Europe/Oslo\nvars: { market: NO, margin: 1.25 }\nallow: [127.0.0.1, \"*.x.internal\"]\n"),
                of(1, "description: Files\nkeep: 90d\n"),
                of(
                        2,
                        "key: [sku, channel]\nindexes: [brand, \"categories[].key\"]\ncomputed: { s: 'name & \" \"' }\nhistory: 30d\n"),
                of(
                        3,
                        "url: https://a.example/v1\nauth: { bearer: \"${secret:x}\" }\nlimits: { rate: 50/s, timeout: 10s, maxResponse: 10MB }\nretry: { attempts: 5, for: 24h }\n"),
                of(
                        4,
                        "from: { bucket: incoming, files: \"p-*.csv\", format: { csv: { delimiter: \";\" } } }\nmap: '{\"sku\": sku}'\nto: { collection: products }\n"),
                of(
                        4,
                        "from: { connection: shop, request: \"GET /p?s={$state.since}\", items: data, next: { cursor: p.n, param: c } }\nschedule: { cron: \"0 2 * * *\", zone: Europe/Oslo }\nto: { bucket: outgoing, file: \"x-{$run.date}.ndjson\" }\n"),
                of(
                        5,
                        "watch: { collection: products, events: [created] }\nwhen: $new.active\ncall: { connection: shop, request: \"PUT /d/{$record.id}\", body: $new }\n"),
                of(
                        6,
                        "verify: { scheme: hmac, secret: \"${secret:x}\", header: x-sig }\nrun: { template: p }\ninput: '{\"a\": $body}'\n"),
                of(
                        7,
                        "steps:\n  - id: a\n    call: { connection: shop, request: \"GET /x\" }\n  - each: $a.lines\n    as: line\n    steps:\n      - map: '{\"q\": $line.q}'\noutput: $a\n"),
                of(
                        8,
                        "events: [run.failed]\nwhen: $event.job != \"x\"\ncall: { connection: shop, request: POST /h, body: '{\"t\": $event.title}' }\n"),
                of(0, "name: &a [*a]\n"),
                of(0, "name: shop\nvars: { a: 1e1000000000, b: 0x" + "f".repeat(3000) + " }\n"),
                of(1, "a: &a [x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n"));
    }

    private static Map<String, byte[]> of(int file, String text) {
        return Map.of(
                FILES.get(file) + " " + text, ((char) file + text).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}

package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/** What the demo plays on: a copy of the storefront, a host with an empty store on free ports, and five webservices. */
final class Stage {
    private static final long READY_SECONDS = 60;
    private static final int REMEMBERED = 30;
    /** Only the demo: it is over before the second compiler would pay. */
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    final Path data;
    final SearchService search;
    final PimService pim;
    final ShopService shop;
    /** Takes orders, and has a bad day. */
    final KeepingService oms;

    final KeepingService crm;
    /** Of the warehouse: where it leaves its files. */
    final Path warehouse;
    /** Empty where {@link #noAzurite} says why. */
    final Optional<AzuriteService> azurite;

    final String noAzurite;

    final Host host;
    final String ready;

    private Stage(
            Path data,
            SearchService search,
            PimService pim,
            ShopService shop,
            KeepingService oms,
            KeepingService crm,
            Path warehouse,
            Optional<AzuriteService> azurite,
            String noAzurite,
            Host host,
            String ready) {
        this.data = data;
        this.search = search;
        this.pim = pim;
        this.shop = shop;
        this.oms = oms;
        this.crm = crm;
        this.warehouse = warehouse;
        this.azurite = azurite;
        this.noAzurite = noAzurite;
        this.host = host;
        this.ready = ready;
    }

    /** What is opened is closed when this process ends, also by ^C before everything is up. */
    static Stage open(Context context, boolean zips) {
        var example = Up.project(context, context.home.resolve("examples/storefront"));
        var opened = new ConcurrentLinkedDeque<Runnable>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAll(opened), "close-stage"));
        try {
            var folder = Files.createTempDirectory("crossdock-demo");
            opened.push(() -> delete(folder));
            var search = new SearchService();
            var pim = new PimService(Files.readAllBytes(example.resolve("data/suppliers.json")));
            var shop = new ShopService();
            var oms = new KeepingService(true);
            var crm = new KeepingService(false);
            var warehouse = Files.createDirectories(folder.resolve("warehouse/out"));
            var project = copy(
                    example,
                    folder.resolve("storefront"),
                    Map.of(
                            "search", search.url(),
                            "pim", pim.url(),
                            "shop", shop.url(),
                            "oms", oms.url(),
                            "crm", crm.url()));
            Files.writeString(
                    project.resolve("secrets.yaml"),
                    "shop-webhooks: " + WebhookActs.SHOP_SECRET + "\ncustomer-webhooks: " + WebhookActs.CUSTOMER_SECRET
                            + "\ncatalogue-key: " + AzuriteService.KEY + "\n");
            var connection = project.resolve("connections/warehouse.yaml");
            Files.writeString(
                    connection,
                    Files.readString(connection)
                            .replaceAll(
                                    "(?m)^folder:.*$",
                                    Matcher.quoteReplacement("folder: '" + warehouse.getParent() + "'")));
            var noAzurite = AzuriteService.missing(context.home);
            Optional<AzuriteService> azurite = noAzurite.isPresent()
                    ? Optional.empty()
                    : Optional.of(AzuriteService.start(context.home, folder.resolve("azurite")));
            azurite.ifPresent(service -> opened.push(service::close));
            if (azurite.isPresent()) connect(azurite.get(), project);
            var properties = new HashMap<>(Map.of(
                    "crossdock.project", project.toString(), "crossdock.data", "ephemeral", "crossdock.port", "0"));
            if (zips) properties.putAll(Up.zips(context));
            var host = Host.start(context, properties, FLAGS);
            opened.push(host::close);
            return new Stage(
                    example.resolve("data"),
                    search,
                    pim,
                    shop,
                    oms,
                    crm,
                    warehouse,
                    azurite,
                    noAzurite.orElse(""),
                    host,
                    awaitReady(host));
        } catch (IOException e) {
            throw Failure.failed(Problem.of(
                    "demo.stage",
                    "the demo cannot be prepared: " + e.getMessage() + ".",
                    "See whether the folder for temporary files is writable."));
        }
    }

    /** The last opened first: the host has gone before its folder goes. */
    private static void closeAll(Deque<Runnable> opened) {
        for (var close = opened.poll(); close != null; close = opened.poll()) close.run();
    }

    /** @return the address of the API */
    String url() {
        return ready.split(" ")[1];
    }

    private static String awaitReady(Host host) {
        var messages = new ConcurrentLinkedDeque<String>();
        var line = new String[1];
        var there = new CountDownLatch(1);
        host.messages(message -> {
            messages.add(message);
            if (messages.size() > REMEMBERED) messages.removeFirst();
        });
        host.output(output -> {
            if (!output.startsWith("ready ")) return;
            line[0] = output;
            there.countDown();
        });
        try {
            for (var i = 0; i < READY_SECONDS * 10; i++) {
                if (there.await(100, TimeUnit.MILLISECONDS)) return line[0];
                if (!host.alive()) break;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        host.close();
        throw Failure.failed(Problem.of(
                "host.not-ready", "the host did not come up. It said:\n  " + String.join("\n  ", messages), ""));
    }

    /** The definitions without the data, the connections led to the demo's webservices. */
    private static Path copy(Path from, Path to, Map<String, String> urls) throws IOException {
        try (var paths = Files.walk(from)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                var relative = from.relativize(path);
                if (relative.startsWith("data") || relative.startsWith(".crossdock")) continue;
                var target = to.resolve(relative.toString());
                if (Files.isDirectory(path)) Files.createDirectories(target);
                else Files.copy(path, target);
            }
        }
        for (var url : urls.entrySet()) {
            var connection = to.resolve("connections/" + url.getKey() + ".yaml");
            Files.writeString(
                    connection, Files.readString(connection).replaceAll("(?m)^url:.*$", "url: " + url.getValue()));
        }
        return to;
    }

    private static void connect(AzuriteService azurite, Path project) throws IOException {
        var connection = project.resolve("connections/catalogue.yaml");
        var azure = "azure: { account: " + AzuriteService.ACCOUNT + ", container: catalogue, endpoint: '"
                + azurite.endpoint() + "', key: \"${secret:catalogue-key}\" }";
        Files.writeString(
                connection, Files.readString(connection).replaceAll("(?m)^azure:.*$", Matcher.quoteReplacement(azure)));
    }

    byte[] file(String name) {
        try {
            return Files.readAllBytes(data.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // what is left of a temporary folder harms nobody
        }
    }
}

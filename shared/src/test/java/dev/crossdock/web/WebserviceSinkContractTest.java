package dev.crossdock.web;

import dev.crossdock.House;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.SinkContract;
import dev.crossdock.run.Run;
import dev.crossdock.run.Work;
import java.util.LinkedHashMap;
import java.util.Map;

/** Calls by key. Of drops the contract sees different products: which drop is newer a webservice does not know, runs in line do. */
class WebserviceSinkContractTest extends SinkContract {
    @Override
    protected Place place() {
        var house = new House()
                .define("bucket", "outgoing", Map.of())
                .define("connection", "shop", Map.of("url", "https://shop.example"))
                .define(
                        "job",
                        "syndicate",
                        Map.of(
                                "from", Map.of("bucket", "outgoing", "files", "*.csv"),
                                "to", Map.of("connection", "shop", "request", "PUT /products/{sku}-{price}")));
        var shop = new Shop(house.faults);
        return new Place(
                drop -> {
                    var run = run(house, drop);
                    var work = new Work(run, house.definitions.job("syndicate").value(), house.definitions);
                    return new WebserviceSink(
                            SendingHouse.sender(house, shop),
                            house.objects,
                            work,
                            work.connection("shop"),
                            WebserviceSink.Naming.BY_NUMBER);
                },
                () -> new LinkedHashMap<>(shop.things));
    }

    private static Run run(House house, int drop) {
        var stored = house.objects.write("outgoing/p" + drop + ".csv", new byte[0], "text/csv");
        var file = ObjectStore.ref(stored);
        return house.starter.start("syndicate", "drop " + drop, file, Map.of(), "%013d".formatted(drop));
    }
}

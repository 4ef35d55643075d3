package dev.crossdock.web;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.House;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** A house that sends the files of {@code outgoing} to a webservice, one call after the other. */
final class SendingHouse {
    final House house = new House();
    final Http service;

    /** @param to of the job, without the connection */
    SendingHouse(Function<House, Http> service, Map<String, Object> connection, Map<String, Object> to) {
        this.service = service.apply(house);
        var whole = new LinkedHashMap<String, Object>(to);
        whole.put("connection", "shop");
        var shop = new LinkedHashMap<String, Object>(Map.of("url", "https://shop.example/v1"));
        shop.putAll(connection);
        house.define("bucket", "outgoing", Map.of())
                .define("connection", "shop", shop)
                .define("job", "syndicate", Map.of("from", Map.of("bucket", "outgoing", "files", "*.csv"), "to", whole))
                .serve(h -> new SendFile(h, this.service, h.runner()));
    }

    SendingHouse drop(String csv) {
        house.drop("outgoing/p.csv", csv).untilQuiet();
        return this;
    }

    static String csv(int records) {
        var csv = new StringBuilder("sku,price\n");
        for (int i = 1; i <= records; i++) csv.append("A-%d,%d\n".formatted(i, i * 10));
        return csv.toString();
    }

    /** Lines of the results file. */
    List<String> results() {
        return text(".runs/" + house.run().id() + "/results.ndjson").lines().toList();
    }

    String text(String key) {
        try (var in =
                house.faults.unwatched(() -> house.objects.read(key, null, 0)).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record SendFile(House house, Http service, JobRunner runner) implements JobFunction {
        @Override
        public String type() {
            return "send-file";
        }

        @Override
        public Source source(Work work) {
            var from = (From.BucketFiles) work.job().from();
            return new FileSource(house.objects, work.file(), from.format());
        }

        @Override
        public Sink sink(Work work) {
            var to = (To.WebserviceTarget) work.job().to();
            return new WebserviceSink(
                    sender(house, service),
                    house.objects,
                    work,
                    work.connection(to.connection()),
                    WebserviceSink.Naming.BY_NUMBER);
        }

        @Override
        public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
            return Sqs.each(event, message -> runner.work(this, message.body(), invocation));
        }
    }

    static Sender sender(House house, Http service) {
        var pace = new Pace(house.clock, new Random(7), house.clock::step);
        return new Sender(service, house.ledger, house.objects, name -> new Secret("secret of " + name), pace);
    }
}

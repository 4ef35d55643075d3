package dev.crossdock.upgrade;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.FileSource;
import dev.crossdock.definition.Definitions;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.engine.AnswerCache;
import dev.crossdock.engine.Engine;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.engine.Executions;
import dev.crossdock.engine.Mailbox;
import dev.crossdock.engine.Reach;
import dev.crossdock.engine.TemplateRunner;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.S3Drop;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.WorldException;
import dev.crossdock.graph.CollectionSink;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryQueue;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Drops;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.JobType;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Starter;
import dev.crossdock.run.Sweep;
import dev.crossdock.run.Work;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import dev.crossdock.web.Sender;
import dev.crossdock.web.WebserviceSink;
import dev.crossdock.webhook.Arrival;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.DeliveryWork;
import dev.crossdock.webhook.Patience;
import dev.crossdock.webhook.Reception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A small deployment in memory, with one of each kind of work: an import, a send, a template, a listener. Its build may be replaced in the
 * middle of all of them: {@link SiteDump} writes down what the stores and queues hold, and reads it into another.
 */
final class Site {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration VISIBILITY = Duration.ofMinutes(6);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int ROWS = 4_500;

    /** Of the import's first file, so that it has three chunks of two batches. */
    private static final long CHUNK_BYTES = file(ROWS).length() / 3;

    final SteppedClock clock = new SteppedClock(START);
    final Faults faults = new Faults();
    final MemoryLedger ledger = new MemoryLedger("ledger", clock, faults);
    final MemoryLedger definitionsTable = new MemoryLedger("definitions", clock, faults);
    final MemoryQueue queue = new MemoryQueue(clock, faults);
    final MemoryObjectStore objects = new MemoryObjectStore(clock, faults);
    final MemoryRecordStore records = new MemoryRecordStore(clock, faults);
    final Outside outside = new Outside(faults);
    /** {@code table partition}, of every entry that was ever written. */
    final Set<String> written = new HashSet<>();

    final Runs runs = new Runs(ledger, clock);
    private DefinitionStore definitions;
    private JobRunner runner;
    private Executions executions;
    private Deliveries deliveries;
    private DeliveryWork deliveryWork;
    private TemplateRunner templates;
    private Sender sender;
    private long sequencer;

    Site() {
        watch((number, what, after) -> {});
        begin();
    }

    /** Told of every call to the world, next to what the site itself remembers of them. */
    void watch(Faults.Watcher watcher) {
        faults.watch((number, what, after) -> {
            if (what.startsWith("ledger.write ") || what.startsWith("definitions.write ")) {
                var table = what.substring(0, what.indexOf('.'));
                var path = what.substring(what.indexOf(' ') + 1);
                // Where the slash is that parts the two is not told.
                for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1))
                    written.add(table + " " + path.substring(0, slash));
            }
            watcher.call(number, what, after);
        });
    }

    /** A process begins, with nothing in its memory. */
    void begin() {
        definitions = new DefinitionStore(definitionsTable, clock);
        runner = new JobRunner(ledger, queue, objects, definitions, clock);
        var pace = new Pace(clock, new Random(7), clock::step);
        sender = new Sender(outside, ledger, objects, name -> new Secret("secret"), pace);
        executions = new Executions(ledger, objects, clock);
        var reach = new Reach(
                sender,
                records,
                objects,
                new Mailbox(objects),
                name -> new Secret("secret"),
                new AnswerCache(ledger, clock));
        templates = new TemplateRunner(definitions, executions, reach, pace);
        deliveries = new Deliveries(ledger, objects, queue, clock);
        deliveryWork = new DeliveryWork(definitions, deliveries, templates);
    }

    void publish() {
        var texts = new TreeMap<String, String>();
        define(texts, "project/crossdock", "{\"name\": \"shop\"}");
        define(texts, "bucket/incoming", "{}");
        define(texts, "bucket/outgoing", "{}");
        define(texts, "collection/products", "{\"key\": \"sku\"}");
        define(texts, "collection/orders", "{\"key\": \"number\"}");
        define(texts, "connection/shop", """
                {"url": "https://shop.example", "delivery": "check-then-write", "limits": {"concurrency": 3}}""");
        define(texts, "connection/oms", "{\"url\": \"https://oms.example\"}");
        define(texts, "connection/stock", "{\"url\": \"https://stock.example\", \"delivery\": \"idempotency-key\"}");
        // One record of fifty is kept, so that a dump stays small; the others count as skipped.
        define(texts, "job/import-products", """
                {"from": {"bucket": "incoming", "files": "*.csv"}, "to": {"collection": "products"},
                 "map": "$number(price) % 50 = 0 ? {'sku': sku, 'price': $number(price)}"}""");
        define(texts, "job/syndicate", """
                {"from": {"bucket": "outgoing", "files": "*.csv"}, "to": {"connection": "shop", "request": "PUT /products/{sku}"}}""");
        define(texts, "template/push-order", """
                {"steps": [
                  {"id": "order", "map": "{'number': number, 'lines': lines}"},
                  {"id": "sent", "call": {"connection": "oms", "request": "PUT /orders/{$order.number}", "body": "$order"}},
                  {"id": "stored", "record": {"upsert": "orders", "data": "{'number': $order.number, 'oms': $sent.body.id}"}},
                  {"id": "reserved", "each": "$order.lines", "as": "line",
                   "steps": [{"call": {"connection": "stock", "request": "POST /reservations", "body": "$line"}}]},
                  {"id": "mail", "mail": {"to": "'a@b.example'", "subject": "x", "text": "{$order.number}"}}],
                 "output": "{'oms': $sent.body.id}"}""");
        define(
                texts,
                "listener/orders",
                "{\"verify\": {\"scheme\": \"none\"}, \"run\": {\"template\": \"push-order\"}}");
        definitions.publish(texts, true);
        clock.step(Duration.ofSeconds(1));
    }

    private static void define(Map<String, String> texts, String name, String json) {
        var parts = name.split("/");
        texts.put(name, Definitions.canonical(parts[0], parts[1], json));
    }

    /** All that happens from outside, before anything is worked on. */
    void arrive() {
        drop("incoming/p-1.csv", file(ROWS));
        drop("incoming/p-2.csv", "sku,price\nB1,50\nB2,100\nB2,150\n");
        drop("outgoing/s-1.csv", "sku,price\nA1,10\nA2,20\nA3,30\nA4,40\nA5,50\nA6,60\nA7,70\nA8,80\n");
        order("N-1");
        order("N-2");
    }

    private static String file(int rows) {
        var csv = new StringBuilder("sku,price\n");
        for (int i = 1; i <= rows; i++)
            csv.append(i == 2_000 ? "" : "A%04d".formatted(i)).append(",%04d\n".formatted(i));
        return csv.toString();
    }

    private void drop(String key, String content) {
        clock.step(Duration.ofMillis(50));
        var stored = objects.write(key, content.getBytes(StandardCharsets.UTF_8), "text/csv");
        var object = Map.of(
                "key",
                key,
                "size",
                stored.sizeBytes(),
                "etag",
                stored.etag(),
                "sequencer",
                "%016X".formatted(++sequencer));
        queue.send(
                "drops",
                Queue.Message.of(json(Map.of(
                        "detail-type", "Object Created",
                        "time", clock.instant().toString(),
                        "detail", Map.of("bucket", Map.of("name", "crossdock"), "object", object)))));
    }

    void order(String number) {
        var body = "{\"number\": \"" + number
                + "\", \"lines\": [{\"sku\": \"A1\"}, {\"sku\": \"A2\"}, {\"sku\": \"A3\"}]}";
        var arrival = new Arrival(
                "orders",
                Optional.empty(),
                "POST",
                Map.of(),
                Map.of("content-type", List.of("application/json"), "x-amz-sns-message-id", List.of(number)),
                body.getBytes(StandardCharsets.UTF_8));
        var reception = new Reception(
                definitions,
                name -> new Secret("secret"),
                deliveries,
                deliveryWork,
                outside,
                Patience.by(Runnable::run));
        var reply = reception.receive(arrival, clock.instant().plus(TIMEOUT));
        if (reply.status() / 100 != 2) throw new AssertionError("the listener answered " + reply.status());
    }

    /** Works on one message of a queue. @return false when none is to be seen */
    boolean work(String name) {
        var received = queue.receive(name, 1, VISIBILITY);
        if (received.isEmpty()) return false;
        var failures = handle(name, Sqs.event(name, received));
        if (failures.getBatchItemFailures().isEmpty()) queue.done(name, received.get(0));
        else queue.release(name, received.get(0), Duration.ofSeconds(5));
        return true;
    }

    private SQSBatchResponse handle(String name, SQSEvent event) {
        return Sqs.each(event, message -> {
            if (name.equals("drops")) {
                var starter = new Starter(ledger, queue, objects, definitions, clock);
                S3Drop.parse(message.body()).forEach(new Drops(starter, definitions)::arrived);
            } else if (name.equals(ExecutionMessage.QUEUE)) {
                execution(message.body());
            } else {
                runner.work(new Type(name), message.body(), Invocation.within(TIMEOUT, clock));
            }
        });
    }

    private void execution(String body) {
        var deadline = clock.instant().plus(TIMEOUT);
        var delivery = tree(body).get("delivery");
        var again = delivery != null
                ? deliveryWork.work(delivery.toString(), deadline)
                : again(executions.get(tree(body).get("execution").toString()).id(), deadline);
        if (again.isPresent()) throw new WorldException("waits until " + again.get(), null);
    }

    private Optional<Instant> again(String id, Instant deadline) {
        var execution = executions.get(id);
        var result = templates.run(
                new Engine.Start(execution.template(), id, execution.cause(), null, execution.hop()), deadline);
        return result instanceof Engine.Result.Later later ? Optional.of(later.at()) : Optional.empty();
    }

    /** @throws AssertionError when that does not come to an end */
    Site untilQuiet() {
        for (int round = 0; round < 2_000; round++) {
            boolean worked = false;
            for (var name : queue.waiting()) worked |= work(name);
            if (worked) continue;
            var open = runs.list("", Optional.empty(), "", 1000).items().stream()
                    .filter(run -> !run.state().ended())
                    .toList();
            if (queue.waiting().isEmpty() && open.isEmpty()) return this;
            clock.step(Duration.ofSeconds(5));
            if (round % 40 == 39) new Sweep(ledger, queue, clock).round();
        }
        throw new AssertionError("not quiet: " + queue.waiting());
    }

    /** What a user sees at the end, a line for each thing, without times. */
    List<String> seen() {
        var lines = new ArrayList<String>();
        for (var run : runs.list("", Optional.empty(), "", 1000).items()) {
            lines.add("run " + run.id() + " " + run.job() + " "
                    + run.file().orElseThrow().name() + " " + run.state() + " " + run.counts() + " chunks "
                    + run.chunks());
            new Rejects(objects).lines(run.id(), runs.recordsBefore(run), line -> {
                var reject = Rejects.parse(line);
                lines.add("reject " + reject.file() + " " + reject.record() + " " + reject.byteOffset() + " "
                        + reject.code());
            });
        }
        for (var collection : List.of("products", "orders")) {
            for (var record :
                    records.page(collection, RecordStore.Filter.ALL, "", 1000).items())
                lines.add("record " + collection + "/" + record.id() + " rev " + record.rev() + " " + record.data());
        }
        for (var execution : executions.list("", Optional.empty(), "", 1000).items()) {
            lines.add("execution " + execution.id() + " " + execution.state() + " " + executions.output(execution));
        }
        for (var delivery :
                deliveries.list("orders", Optional.empty(), "", 1000).items())
            lines.add("delivery " + delivery.id() + " " + delivery.state() + " attempt " + delivery.attempt());
        for (var effect : outside.effects) lines.add("effect " + effect);
        // What is in .runs beside the files of people is the product's own business, but for the mails.
        var names = new TreeSet<String>();
        for (var object : objects.list("", "", 1000).items()) {
            if (!object.key().startsWith(".runs/") || object.key().contains("/mails/")) names.add(object.key());
        }
        names.forEach(name -> lines.add("file " + name.replaceFirst("(/mails/).*", "$1…")));
        lines.sort(null);
        return lines;
    }

    /** The functions import-file and send-file, as their folders have them. */
    private final class Type implements JobType {
        private final String type;

        Type(String type) {
            this.type = type;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public Source source(Work work) {
            var from = (From.BucketFiles) work.job().from();
            return type.equals("send-file")
                    ? new FileSource(objects, work.file(), from.format()).whole()
                    : new FileSource(objects, work.file(), from.format(), CHUNK_BYTES);
        }

        @Override
        public Sink sink(Work work) {
            if (work.job().to() instanceof To.WebserviceTarget to) {
                return new WebserviceSink(
                        sender, objects, work, work.connection(to.connection()), WebserviceSink.Naming.BY_NUMBER);
            }
            var to = (To.CollectionTarget) work.job().to();
            var stamp = new RecordStore.WrittenBy(
                    work.run().id(), work.run().job(), work.run().order(), "", 0);
            return new CollectionSink(records, work.collection(to.collection()), to.invalid(), stamp, clock);
        }
    }

    static Map<?, ?> tree(String json) {
        try {
            return JSON.readValue(json, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.crossdock.infra.lab.sim;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Queue;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.event.StreamFunction;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.Ledger;
import dev.crossdock.web.Http;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The fifteen mistakes of reliability.md, row 28, and one of each step that came since, each between a process and the world. */
final class Planted {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SEQUENCER = Pattern.compile("\"sequencer\":\"([0-9A-F]+)\"");
    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]*)\"");

    private Planted() {}

    /** @param invariants one of which must be what finds it */
    record Bug(String name, Bugs bugs, List<String> invariants, Optional<String> scene) {
        Bug(String name, Bugs bugs, List<String> invariants) {
            this(name, bugs, invariants, Optional.empty());
        }

        /** Where only one moment of one scene shows it, that one is played. */
        Life.Plan plan(long seed, int happenings) {
            var plan = Life.Plan.of(seed, happenings);
            return scene.map(plan::only).orElse(plan);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bug> all() {
        return List.of(
                new Bug(
                        "no epoch check",
                        noEpochCheck(),
                        List.of("epoch", "zombie write", "counts", "two owners", "wrong end", "twice")),
                new Bug("UnprocessedItems ignored", unprocessedIgnored(), List.of("wrong end", "lost")),
                new Bug("sequencer padded on the right", rightPadded(), List.of("wrong end", "order")),
                new Bug("acknowledged before it is queued", acknowledgedFirst(), List.of("lost", "wrong end")),
                new Bug("LATEST", latest(), List.of("wrong end", "lost")),
                new Bug("effects by message id", byMessage(), List.of("twice", "order", "storm")),
                new Bug("effects by invocation", byInvocation(), List.of("twice", "order", "storm")),
                new Bug("POST again after a reset", postAgain(), List.of("twice")),
                new Bug("a failure is lost from the answer", failureLost(), List.of("lost", "wrong end", "no end")),
                new Bug("on past a failure of the stream", pastFailure(), List.of("order", "lost", "wrong end")),
                new Bug("redirects are followed unchecked", redirects(), List.of("inside")),
                new Bug("the JDK's idea of inside", flagsOnly(), List.of("inside")),
                new Bug("keys decoded twice", decodedTwice(), List.of("runs", "input left behind", "wrong end")),
                new Bug("counts beside their checkpoint", countsBeside(), List.of("counts", "end of a run")),
                new Bug(
                        "seconds taken for milliseconds",
                        secondsAsMillis(),
                        List.of("twice", "wrong end", "lost", "order", "dead letter")),
                new Bug("a rehearsal that acts", rehearsalActs(), List.of("rehearsal", "end of a run", "counts")),
                new Bug("a retry is another thing", retryIsAnother(), List.of("twice")),
                new Bug(
                        "a page is noted before it is told",
                        markedFirst(),
                        List.of("lost", "wrong end"),
                        Optional.of("replay")),
                new Bug("a message is gone before it is kept", goneBeforeKept(), List.of("lost")),
                new Bug("numbers are turned round", numbersTurned(), List.of("order")),
                new Bug("all files have lain for long", lainLong(), List.of("lost", "wrong end", "end of a run")),
                new Bug("written while it is checked", writtenWhileChecked(), List.of("wrong end", "end of a run")),
                new Bug("each announcement is an event", eachAnnouncement(), List.of("storm")),
                new Bug("a newer one is forgotten", newerForgotten(), List.of("wrong end")));
    }

    /** A ledger, all of whose calls may be changed. */
    private static class Passing implements Ledger {
        final Ledger inner;

        Passing(Ledger inner) {
            this.inner = inner;
        }

        String partition(String partition) {
            return partition;
        }

        private Entry named(Entry entry, String partition) {
            return new Entry(partition, entry.sort(), entry.version(), entry.body());
        }

        @Override
        public Optional<Entry> read(String partition, String sort) {
            return inner.read(partition(partition), sort).map(entry -> named(entry, partition));
        }

        @Override
        public Optional<Entry> write(String partition, String sort, long version, String body, Instant expires) {
            return inner.write(partition(partition), sort, version, body, expires)
                    .map(entry -> named(entry, partition));
        }

        @Override
        public boolean delete(String partition, String sort, long version) {
            return inner.delete(partition(partition), sort, version);
        }

        @Override
        public List<Entry> list(String partition, String prefix, String after, int limit) {
            return inner.list(partition(partition), prefix, after, limit).stream()
                    .map(entry -> named(entry, partition))
                    .toList();
        }

        @Override
        public List<Entry> listBackwards(String partition, String prefix, String before, int limit) {
            return inner.listBackwards(partition(partition), prefix, before, limit).stream()
                    .map(entry -> named(entry, partition))
                    .toList();
        }
    }

    /** What a process reads of the ledger is changed on its way. */
    private static Bugs reading(String partition, UnaryOperator<String> change) {
        return new Bugs() {
            @Override
            public Ledger ledger(Ledger world, Machine machine) {
                return new Passing(world) {
                    @Override
                    public Optional<Entry> read(String p, String sort) {
                        return super.read(p, sort)
                                .map(entry -> p.startsWith(partition)
                                        ? new Entry(p, sort, entry.version(), change.apply(entry.body()))
                                        : entry);
                    }
                };
            }
        };
    }

    private static Bugs rehearsalActs() {
        return reading("RUN#", body -> body.replace("\"dryRun\":true", "\"dryRun\":false"));
    }

    private static Bugs retryIsAnother() {
        return reading("RUN#", body -> body.replace("\"key\":\"retry", "\"key\":\"again"));
    }

    private static Bugs newerForgotten() {
        return reading("DONE#", body -> body.replaceAll("\"order\":\"[^\"]*\"", "\"order\":\"\""));
    }

    private static boolean chunk(String partition, String sort) {
        return partition.startsWith("RUN#") && sort.startsWith("CHUNK#");
    }

    private static Bugs noEpochCheck() {
        return new Bugs() {
            @Override
            public Ledger ledger(Ledger world, Machine machine) {
                return new Passing(world) {
                    @Override
                    public Optional<Entry> write(String p, String sort, long version, String body, Instant expires) {
                        long expected = chunk(p, sort) && version != ABSENT ? ANY : version;
                        return super.write(p, sort, expected, body, expires);
                    }
                };
            }
        };
    }

    private static Bugs unprocessedIgnored() {
        return new Bugs() {
            @Override
            public RecordStore records(SimRecords world, Machine machine) {
                return new UntilProcessed(world) {
                    @Override
                    public List<Boolean> write(List<Write> writes) {
                        return world.take(writes).stream()
                                .map(answer -> answer.orElse(true))
                                .toList();
                    }
                };
            }
        };
    }

    private static Bugs everyDrop(UnaryOperator<String> change) {
        return new Bugs() {
            @Override
            public SQSBatchResponse handle(
                    SqsFunction function, SQSEvent event, Invocation invocation, Machine machine) {
                if (function.name().equals("dispatch")) {
                    for (var message : event.getRecords()) message.setBody(change.apply(message.getBody()));
                }
                return function.handle(event, invocation);
            }
        };
    }

    private static Bugs rightPadded() {
        return everyDrop(body -> SEQUENCER
                .matcher(body)
                .replaceAll(found -> "\"sequencer\":\"" + (found.group(1) + "0".repeat(16)).substring(0, 16) + "\""));
    }

    private static Bugs decodedTwice() {
        return everyDrop(body -> KEY.matcher(body).replaceAll(found -> {
            try {
                return java.util.regex.Matcher.quoteReplacement(
                        "\"key\":\"" + URLDecoder.decode(found.group(1), StandardCharsets.UTF_8) + "\"");
            } catch (IllegalArgumentException e) {
                return java.util.regex.Matcher.quoteReplacement(found.group());
            }
        }));
    }

    /** A store between which and a process something is wrong. */
    private static Bugs listing(UnaryOperator<ObjectStore.Stored> change) {
        return new Bugs() {
            @Override
            public ObjectStore objects(ObjectStore world, Machine machine) {
                if (!machine.name.startsWith("dispatch/")) return world;
                return (ObjectStore) Proxy.newProxyInstance(
                        ObjectStore.class.getClassLoader(),
                        new Class<?>[] {ObjectStore.class},
                        (proxy, method, with) -> {
                            try {
                                var answer = method.invoke(world, with);
                                if (!(answer instanceof ObjectStore.Page page)) return answer;
                                return new ObjectStore.Page(
                                        page.items().stream().map(change).toList(), page.next());
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
            }
        };
    }

    private static Bugs lainLong() {
        return listing(file -> new ObjectStore.Stored(file.key(), file.sizeBytes(), file.etag(), Instant.EPOCH));
    }

    private static Bugs writtenWhileChecked() {
        return reading("RUN#", body -> body.replace("\"phase\":\"CHECK\"", "\"phase\":\"WORK\""));
    }

    private static Bugs eachAnnouncement() {
        return new Bugs() {
            @Override
            public Queue queue(Queue world, Machine machine) {
                return new Holding(world, (queue, message) -> false) {
                    @Override
                    public void send(String queue, Message message) {
                        if (!message.body().startsWith("{\"alert\"")) super.send(queue, message);
                        else
                            super.send(
                                    queue,
                                    Message.inOrder(
                                            message.body().replace("\"key\":\"", "\"key\":\"" + machine.request),
                                            message.group(),
                                            message.deduplication().substring(10) + machine.request));
                    }
                };
            }
        };
    }

    private static Bugs goneBeforeKept() {
        return new Bugs() {
            @Override
            public Queue queue(Queue world, Machine machine) {
                return new Holding(world, (queue, message) -> false) {
                    @Override
                    public List<Received> receive(String queue, int max, Duration visibility) {
                        var received = super.receive(queue, max, visibility);
                        received.forEach(message -> done(queue, message));
                        return received;
                    }
                };
            }
        };
    }

    private static Bugs numbersTurned() {
        return new Bugs() {
            @Override
            public Ledger ledger(Ledger world, Machine machine) {
                return new Passing(world) {
                    @Override
                    public List<Entry> list(String partition, String prefix, String after, int limit) {
                        var entries = new ArrayList<>(super.list(partition, prefix, after, limit));
                        if (partition.startsWith("DELIVERYLINE#")) Collections.reverse(entries);
                        return entries;
                    }
                };
            }
        };
    }

    /** A queue to which what is sent goes later than it should. */
    private static class Holding implements Queue {
        private final Queue inner;
        private final BiPredicate<String, Message> held;
        private final List<Runnable> later = new ArrayList<>();

        Holding(Queue inner, BiPredicate<String, Message> held) {
            this.inner = inner;
            this.held = held;
        }

        void flush() {
            var now = List.copyOf(later);
            later.clear();
            now.forEach(Runnable::run);
        }

        @Override
        public void send(String queue, Message message) {
            if (held.test(queue, message)) later.add(() -> inner.send(queue, message));
            else inner.send(queue, message);
        }

        @Override
        public List<Received> receive(String queue, int max, Duration visibility) {
            return inner.receive(queue, max, visibility);
        }

        @Override
        public void done(String queue, Received message) {
            inner.done(queue, message);
        }

        @Override
        public void release(String queue, Received message, Duration after) {
            inner.release(queue, message, after);
        }

        @Override
        public long size(String queue) {
            return inner.size(queue);
        }
    }

    private static Bugs acknowledgedFirst() {
        return new Bugs() {
            @Override
            public Queue queue(Queue world, Machine machine) {
                return machine.name.startsWith("listener/") ? new Holding(world, (queue, message) -> true) : world;
            }

            @Override
            public void answered(Machine machine) {
                if (!(machine.queue instanceof Holding holding)) return;
                try {
                    holding.flush();
                } catch (RuntimeException | dev.crossdock.memory.Faults.Killed e) {
                    // The sender has its 200.
                }
            }
        };
    }

    private static Bugs markedFirst() {
        return new Bugs() {
            @Override
            public Queue queue(Queue world, Machine machine) {
                return machine.name.startsWith("dispatch/")
                        ? new Holding(world, (queue, message) -> message.body().startsWith("{\"trigger\""))
                        : world;
            }

            @Override
            public Ledger ledger(Ledger world, Machine machine) {
                return new Passing(world) {
                    @Override
                    public Optional<Entry> write(String p, String sort, long version, String body, Instant expires) {
                        var written = super.write(p, sort, version, body, expires);
                        if (p.equals("REPLAYS-OPEN") && machine.queue instanceof Holding holding) holding.flush();
                        return written;
                    }
                };
            }
        };
    }

    private static Bugs latest() {
        return new Bugs() {
            @Override
            public boolean latest() {
                return true;
            }
        };
    }

    /** Effects are known by something that is another one when the same comes again. */
    private static Bugs effectsBy(java.util.function.Function<Machine, String> what) {
        return new Bugs() {
            @Override
            public Ledger ledger(Ledger world, Machine machine) {
                return new Passing(world) {
                    @Override
                    String partition(String partition) {
                        return partition.startsWith("EFF#") ? partition + "#" + what.apply(machine) : partition;
                    }
                };
            }

            @Override
            public Http http(Shops world, Machine machine) {
                // The key that the other side knows it by is made of the same.
                var gated = world.gated();
                return (call, timeout) -> {
                    var headers = new TreeMap<>(call.headers());
                    headers.computeIfPresent("Idempotency-Key", (name, key) -> key + what.apply(machine));
                    return gated.send(
                            new Http.Call(
                                    call.method(),
                                    call.uri(),
                                    headers,
                                    call.body(),
                                    call.maxAnswerBytes(),
                                    call.fresh()),
                            timeout);
                };
            }
        };
    }

    private static Bugs byMessage() {
        return effectsBy(machine -> machine.message);
    }

    private static Bugs byInvocation() {
        return effectsBy(machine -> machine.request);
    }

    private static Bugs postAgain() {
        return new Bugs() {
            @Override
            public Http http(Shops world, Machine machine) {
                var gated = world.gated();
                return (call, timeout) -> {
                    try {
                        return gated.send(call, timeout);
                    } catch (Http.Lost e) {
                        return gated.send(call, timeout);
                    }
                };
            }
        };
    }

    private static Bugs failureLost() {
        return new Bugs() {
            @Override
            public SQSBatchResponse handle(
                    SqsFunction function, SQSEvent event, Invocation invocation, Machine machine) {
                var answer = function.handle(event, invocation);
                var failures = answer.getBatchItemFailures();
                if (failures.size() < 2) return answer;
                return new SQSBatchResponse(failures.subList(1, failures.size()));
            }
        };
    }

    private static Bugs pastFailure() {
        return new Bugs() {
            @Override
            public StreamsEventResponse handle(StreamFunction function, DynamodbEvent event, Invocation invocation) {
                var last = new ArrayList<StreamsEventResponse.BatchItemFailure>();
                for (var record : event.getRecords()) {
                    var one = new DynamodbEvent();
                    one.setRecords(List.of(record));
                    var failures = function.handle(one, invocation).getBatchItemFailures();
                    if (failures.isEmpty()) last.clear();
                    else last.addAll(failures);
                }
                return new StreamsEventResponse(last);
            }
        };
    }

    private static Bugs redirects() {
        return new Bugs() {
            @Override
            public Http http(Shops world, Machine machine) {
                var gated = world.gated();
                return (call, timeout) -> {
                    var answer = gated.send(call, timeout);
                    var location = answer.header("Location");
                    if (answer.status() != 302 || location.isEmpty()) return answer;
                    return world.send(
                            new Http.Call(
                                    "GET",
                                    URI.create(location.get()),
                                    Map.of(),
                                    new byte[0],
                                    call.maxAnswerBytes(),
                                    false),
                            timeout);
                };
            }
        };
    }

    private static Bugs flagsOnly() {
        return new Bugs() {
            @Override
            public Http http(Shops world, Machine machine) {
                return (call, timeout) -> {
                    var host = call.uri().getHost();
                    if (host.matches("[0-9.]+|\\[.*]") && inside(host)) {
                        throw new Refused(Problem.of("egress.private", "it is private.", "Allow it."));
                    }
                    return world.send(call, timeout);
                };
            }
        };
    }

    private static boolean inside(String host) {
        try {
            var address = InetAddress.getByName(host);
            return address.isSiteLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private static Bugs countsBeside() {
        return new Bugs() {
            @Override
            public Ledger ledger(Ledger world, Machine machine) {
                return new Passing(world) {
                    @Override
                    public Optional<Entry> write(String p, String sort, long version, String body, Instant expires) {
                        if (!chunk(p, sort) || version <= 0) return super.write(p, sort, version, body, expires);
                        var before = inner.read(p, sort).map(Entry::body).map(Planted::tree);
                        var after = tree(body);
                        if (before.isEmpty() || before.get().path("counts").equals(after.path("counts"))) {
                            return super.write(p, sort, version, body, expires);
                        }
                        var counted = before.get().deepCopy();
                        counted.set("counts", after.path("counts"));
                        var first = inner.write(p, sort, version, counted.toString(), expires);
                        return first.flatMap(entry -> super.write(p, sort, entry.version(), body, expires));
                    }
                };
            }
        };
    }

    private static ObjectNode tree(String body) {
        try {
            return (ObjectNode) JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bugs secondsAsMillis() {
        return new Bugs() {
            @Override
            public Ledger ledger(Ledger world, Machine machine) {
                return new Passing(world) {
                    @Override
                    public Optional<Entry> write(String p, String sort, long version, String body, Instant expires) {
                        var at = expires == null ? null : Instant.ofEpochMilli(expires.getEpochSecond());
                        return super.write(p, sort, version, body, at);
                    }
                };
            }
        };
    }
}

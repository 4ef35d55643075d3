package dev.crossdock.infra.local;

import dev.crossdock.event.EventFunction;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.infra.local.zips.HttpFront;
import dev.crossdock.infra.local.zips.ZipService;
import dev.crossdock.run.Schedules;
import dev.crossdock.run.Sweep;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Connects every function with what template.yaml says stands before it. HTTP functions need no wire here: their resources
 * are served as they are.
 */
@ApplicationScoped
class Host {
    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    private final List<EventFunction<?, ?>> functions;
    private final Cloud cloud;
    private final Timetable timetable;
    private final LocalProject project;
    private final Sweep sweep;
    private final Schedules schedules;
    private final SendersFirst senders;
    private final ForeignQueues foreign;
    private final HttpFront front;
    private final Clock clock;

    private final List<AutoCloseable> running = new ArrayList<>();
    private final ScheduledExecutorService prolonging = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "prolong");
        thread.setDaemon(true);
        return thread;
    });
    private Wires wires;

    Host(
            @All List<EventFunction<?, ?>> functions,
            Cloud cloud,
            Timetable timetable,
            LocalProject project,
            Sweep sweep,
            Schedules schedules,
            SendersFirst senders,
            ForeignQueues foreign,
            HttpFront front,
            Clock clock) {
        this.functions = functions;
        this.cloud = cloud;
        this.timetable = timetable;
        this.project = project;
        this.sweep = sweep;
        this.schedules = schedules;
        this.senders = senders;
        this.foreign = foreign;
        this.front = front;
        this.clock = clock;
    }

    /** @throws Refused when the template cannot be read, or names a function that is not here */
    void start(@Observes StartupEvent event) {
        var settings = Settings.of(System.getProperties());
        wires = Template.read(settings);
        cloud.provide(wires);
        var folder = settings.project();
        var watch = new ProjectWatch(folder, () -> project.load(folder));
        // Before the folder is read: a change in between is seen as one.
        watch.start();
        running.add(watch);
        project.load(folder);
        foreign.make();
        sweep.afterRestart();
        var lambda = lambda(settings);
        var places = new StreamPlaces(cloud.ledger(), clock);
        for (var wired : wires.functions()) {
            for (var source : wired.queues()) start(wired, source, lambda);
            for (var source : wired.streams()) start(wired, source, lambda, places);
            for (var schedule : wired.schedules()) start(wired, schedule, lambda);
        }
        // Besides the template's tick, which comes each minute: here a schedule is on time to the second.
        if (settings.zips().isPresent()) {
            tickOften(lambda);
            timetable.every("listener-queues", Duration.ofSeconds(1), planned -> foreign.make());
        } else {
            timetable.every("schedules", Duration.ofSeconds(1), planned -> schedules.tick());
            timetable.every("listener-queues", Duration.ofSeconds(1), planned -> foreign.round());
        }
        LOG.info(
                "host.started functions={} queues={}",
                wires.functions().size(),
                wires.queues().size());
    }

    private Lambda lambda(Settings settings) {
        for (var wired : wires.functions()) {
            boolean event = !wired.queues().isEmpty() || !wired.streams().isEmpty();
            if (event
                    && functions.stream().noneMatch(function -> function.name().equals(wired.name()))) {
                throw new Refused(Problem.of(
                        "host.template-invalid",
                        "it wires the function " + wired.name() + ", which is not here.",
                        "Add it to functions/pom.xml, or take its block out."));
            }
        }
        if (settings.zips().isEmpty()) return new InProcess(functions, clock);
        var root = settings.zips().get();
        // A measurement may want to be there too.
        var more = System.getenv().getOrDefault("CROSSDOCK_ZIPS_CLASSPATH", "");
        var runtime = root.resolve("infra/local/target/runtime");
        var data = Path.of(System.getProperty("crossdock.data"));
        var environment = environment();
        // As template.yaml does it: an address is not to be asked for.
        var deadOfOthers =
                wires.queues().stream().flatMap(queue -> queue.dead().stream()).collect(Collectors.toSet());
        for (var queue : wires.queues()) {
            if (deadOfOthers.contains(queue.name())) continue;
            var url = cloud.sqs().getQueueUrl(r -> r.queueName(queue.name())).queueUrl();
            environment.put("CROSSDOCK_QUEUE_" + variable(queue.name()), url);
        }
        for (var table : wires.tables()) environment.put("CROSSDOCK_TABLE_" + variable(table.name()), table.name());
        var service = new ZipService(wires, root, runtime, more, data, environment);
        running.add(service);
        front.open(wires, service);
        return service;
    }

    /** What template.yaml's variables say in a deployment, and where the embedded cloud is. */
    private static Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        for (var name : List.of(
                "bucket", "project", "s3.endpoint", "dynamodb.endpoint", "sqs.endpoint", "split", "access", "cors")) {
            var value = System.getProperty("crossdock." + name);
            if (value != null) environment.put("CROSSDOCK_" + variable(name), value);
        }
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("CROSSDOCK_")) environment.putIfAbsent(name, value);
        });
        return environment;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private void tickOften(Lambda lambda) {
        for (var wired : wires.functions()) {
            for (var schedule : wired.schedules()) {
                if (!schedule.name().equals("dispatch.Tick")) continue;
                timetable.every(
                        "often",
                        Duration.ofSeconds(1),
                        planned -> lambda.call(wired.name(), wired.timeout(), input(schedule)));
            }
        }
    }

    /** When the cloud has come back: makes what it lacks now, and takes up what was left lying. */
    void recover() {
        cloud.provide(wires);
        foreign.forget();
        sweep.afterRestart();
    }

    private void start(Wires.Function wired, Wires.QueueSource source, Lambda lambda) {
        var poller = new QueuePoller(cloud.sqs(), lambda, source, wired.timeout(), wired.name(), senders::letPass);
        poller.start();
        long every = QueuePoller.PROLONGED_EVERY.toMillis();
        prolonging.scheduleAtFixedRate(poller::prolong, every, every, TimeUnit.MILLISECONDS);
        running.add(poller);
    }

    private void start(Wires.Function wired, Wires.StreamSource source, Lambda lambda, StreamPlaces places) {
        DynamoDbStreamsClient streams = cloud.streams();
        var letters = new DeadLetters(cloud.objects(), clock);
        var poller = new StreamPoller(streams, lambda, places, letters, source, wired, clock);
        poller.start();
        running.add(poller);
        running.add(streams);
    }

    private void start(Wires.Function wired, Wires.Schedule schedule, Lambda lambda) {
        Consumer<Instant> task = planned -> lambda.call(wired.name(), wired.timeout(), input(schedule));
        var rate = Cron.rate(schedule.expression());
        if (rate != null) timetable.every(schedule.name(), rate, task);
        else timetable.at(schedule.name(), Cron.ofEventBridge(schedule.expression()), schedule.zone(), task);
    }

    private static com.fasterxml.jackson.databind.JsonNode input(Wires.Schedule schedule) {
        try {
            return Lambda.JSON.readTree(schedule.input());
        } catch (IOException e) {
            throw new IllegalStateException("the input of " + schedule.name() + " is no JSON", e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        timetable.stop();
        prolonging.shutdownNow();
        for (var part : running) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.debug("host.stopping reason=\"{}\"", e.getMessage());
            }
        }
    }
}

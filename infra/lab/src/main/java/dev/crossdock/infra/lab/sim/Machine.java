package dev.crossdock.infra.lab.sim;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.engine.AnswerCache;
import dev.crossdock.engine.Executions;
import dev.crossdock.engine.Mailbox;
import dev.crossdock.engine.Reach;
import dev.crossdock.engine.TemplateRunner;
import dev.crossdock.event.Queue;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.Replays;
import dev.crossdock.run.Announcer;
import dev.crossdock.run.Chores;
import dev.crossdock.run.DeadLetters;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Drops;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Retention;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Schedules;
import dev.crossdock.run.Starter;
import dev.crossdock.run.Sweep;
import dev.crossdock.web.Breakers;
import dev.crossdock.web.Http;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import dev.crossdock.web.SecretValues;
import dev.crossdock.web.Sender;
import dev.crossdock.web.Watch;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.DeliveryWork;
import dev.crossdock.webhook.ListenerQueues;
import dev.crossdock.webhook.Reception;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One environment of a function, as Lambda makes it: its own clock, its own objects, which live from call to call until the environment
 * is killed; what stands behind the interfaces is the world's. It is wired as {@code aws.Wiring} does it.
 */
final class Machine {
    final String name;
    final World world;
    final Clock clock;
    final Ledger ledger;
    final ObjectStore objects;
    final RecordStore records;
    final Queue queue;
    final DefinitionStore definitions;
    final Http http;
    final SecretValues secrets;
    final Pace pace;
    final Sender sender;
    final JobRunner runner;
    final Starter starter;
    final Runs runs;
    final FrozenPatience patience = new FrozenPatience(this);

    private Reception reception;

    /** The function's own object. */
    Object function;
    /** When Lambda kills it; by the world's clock. */
    Instant deadline = Instant.MAX;
    /** Whose call this is, for leases. */
    String request = "";
    /** The first message of the batch; empty = it came from no queue. */
    String message = "";
    /** How often a chain of calls that lead to this one has come by each function. */
    Map<String, Integer> lineage = new HashMap<>();
    /** In this call a note said that something is to happen outside. */
    boolean intends;
    /** At which step it looked last whose turn it is among deliveries. */
    long looked;
    /** It does nothing more. */
    boolean dead;
    /** Lambda does not kill it at its deadline: it is a process on a machine that was stopped and goes on. */
    boolean zombie;

    Machine(String name, World world, Clock clock) {
        this.name = name;
        this.world = world;
        this.clock = clock;
        var bugs = world.bugs;
        this.queue = bugs.queue(world.queues, this);
        this.ledger = bugs.ledger(world.ledger, this);
        this.objects = bugs.objects(world.objects, this);
        this.records = bugs.records(world.records, this);
        this.http = bugs.http(world.shops, this);
        this.definitions = world.definitions;
        this.secrets = secret -> new Secret(secret.equals("sas") ? "sv=2023-11-03&sig=good" : "secret of " + secret);
        this.pace = new Pace(clock, world.chance.generator("jitter " + name), world::pass);
        this.sender = new Sender(http, ledger, objects, secrets, pace);
        this.runner = new JobRunner(ledger, queue, objects, definitions, clock);
        this.starter = new Starter(ledger, queue, objects, definitions, clock);
        this.runs = new Runs(ledger, clock);
    }

    Drops drops() {
        return new Drops(starter, definitions);
    }

    Sweep sweep() {
        return new Sweep(ledger, queue, clock);
    }

    Schedules schedules() {
        return new Schedules(ledger, starter, definitions, clock);
    }

    Chores chores() {
        var queues = listenerQueues();
        var replays = replays();
        var schedules = schedules();
        var watch = watch();
        var retention = new Retention(definitions, objects, ledger, clock);
        return new Chores(List.of(
                deadline -> schedules.tick(), deadline -> watch.round(), replays::work, queues::round, retention));
    }

    private Watch watch() {
        return new Watch(
                new Breakers(ledger, clock), new DeadLetters(queue, ledger, clock), new Announcer(definitions, queue));
    }

    Replays replays() {
        return new Replays(definitions, records, ledger, queue, objects, clock);
    }

    Executions executions() {
        return new Executions(ledger, objects, clock);
    }

    Mailbox mailbox() {
        return new Mailbox(objects);
    }

    TemplateRunner engine() {
        var reach = new Reach(sender, records, objects, mailbox(), secrets, new AnswerCache(ledger, clock));
        return new TemplateRunner(definitions, executions(), reach, pace);
    }

    Deliveries deliveries() {
        return new Deliveries(ledger, objects, queue, clock);
    }

    DeliveryWork deliveryWork() {
        return new DeliveryWork(definitions, deliveries(), engine());
    }

    Reception reception() {
        if (reception == null) {
            reception = new Reception(definitions, secrets, deliveries(), deliveryWork(), http, patience);
        }
        return reception;
    }

    ListenerQueues listenerQueues() {
        return new ListenerQueues(definitions, queue, reception(), clock);
    }
}

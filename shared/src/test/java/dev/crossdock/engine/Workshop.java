package dev.crossdock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Definitions;
import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordText;
import dev.crossdock.memory.Faults;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.MemoryObjectStore;
import dev.crossdock.memory.MemoryRecordStore;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Pace;
import dev.crossdock.web.Secret;
import dev.crossdock.web.Sender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;

/** A template runner with all that it acts on, in memory, with a stepped clock; it may be killed and started again. */
public final class Workshop {
    public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    public final Faults faults = new Faults();
    public final SteppedClock clock = new SteppedClock(START);
    public final MemoryLedger ledger = new MemoryLedger("ledger", clock, faults);
    public final MemoryObjectStore objects = new MemoryObjectStore(clock, faults);
    public final MemoryRecordStore records = new MemoryRecordStore(clock, faults);
    public final DefinitionStore definitions = new DefinitionStore(new MemoryLedger(clock), clock);
    public final Town town = new Town(faults);
    public final Mailbox mailbox = new Mailbox(objects);
    public Executor hands = Runnable::run;
    public Duration timeLeft = Duration.ofSeconds(60);
    public Executions executions;
    public Sender sender;
    public TemplateRunner runner;
    public AnswerCache cache;
    private final Path dir;

    public Workshop(Path dir) {
        this.dir = dir;
        write("crossdock.yaml", "name: shop\nvars: { market: NO }\n");
        write("connections/oms.yaml", "url: https://oms.example\nretry: { attempts: 2, for: 1h }\n");
        write("connections/stock.yaml", "url: https://stock.example\ndelivery: idempotency-key\n");
        write(
                "collections/orders.yaml",
                "key: number\nschema: { properties: { total: { type: number } } }\ninvalid: reject\n");
        write("buckets/outgoing.yaml", "");
        restart();
    }

    /** Another process, with nothing in its memory. */
    public void restart() {
        var pace = new Pace(clock, new Random(7), clock::step, hands);
        sender = new Sender(town, ledger, objects, Workshop::secret, pace);
        cache = new AnswerCache(ledger, clock);
        executions = new Executions(ledger, objects, clock);
        runner = new TemplateRunner(
                definitions, executions, new Reach(sender, records, objects, mailbox, Workshop::secret, cache), pace);
    }

    private static Secret secret(String name) {
        if (name.equals("stock-key")) return new Secret("s3cret");
        throw new Refused(Problem.of("secret.unset", "there is no value for the secret \"" + name + "\".", ""));
    }

    public Workshop write(String file, String text) {
        try {
            Files.createDirectories(dir.resolve(file).getParent());
            Files.writeString(dir.resolve(file), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes the folder, with this template. */
    public Workshop template(String name, String... lines) {
        write("templates/" + name + ".yaml", String.join("\n", lines) + "\n");
        var loaded = ProjectFolder.load(dir, "");
        assertThat(loaded.problems()).isEmpty();
        definitions.publish(loaded.texts(), true);
        return this;
    }

    /** Publishes what lint would refuse. */
    public void publish(String name, String json) {
        definitions.publish(Map.of("template/" + name, Definitions.canonical("template", name, json)), false);
    }

    public Engine.Result once(String template, String execution, Object input) {
        return runner.run(
                new Engine.Start(template, execution, "a test", input, 2),
                clock.instant().plus(timeLeft));
    }

    /** As a queue would: comes again when it is said to. */
    public Engine.Result run(String template, String execution, Object input) {
        for (int i = 0; i < 1_000; i++) {
            var result = once(template, execution, input);
            if (!(result instanceof Engine.Result.Later later)) return result;
            var wait = Duration.between(clock.instant(), later.at());
            clock.step(wait.isNegative() ? Duration.ZERO : wait);
        }
        throw new AssertionError("it never ended");
    }

    /** The output of an execution that goes well, as JSON. */
    public String output(String template, String inputJson) {
        var result = run(template, "x-1", RecordText.read(inputJson));
        assertThat(result).isInstanceOf(Engine.Result.Succeeded.class);
        return RecordText.write(((Engine.Result.Succeeded) result).output());
    }

    /** Why an execution fails. */
    public String problem(String template, String inputJson) {
        var result = run(template, "x-1", RecordText.read(inputJson));
        assertThat(result).isInstanceOf(Engine.Result.Failed.class);
        return ((Engine.Result.Failed) result).problem().toString();
    }

    public String file(String key) {
        try (var in = objects.read(key, null, 0).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

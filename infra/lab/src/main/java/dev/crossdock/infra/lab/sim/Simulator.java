package dev.crossdock.infra.lab.sim;

import dev.crossdock.definition.Definitions;
import dev.crossdock.infra.local.Template;
import dev.crossdock.infra.local.Wires;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.run.DefinitionStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

/** The simulator, ready to live lives: wiring and definitions are the same in all of them. Thread-safe. */
final class Simulator {
    private final Wires wires;
    private final DefinitionStore definitions;
    private final Supplier<List<Scene>> scenes;

    Simulator(Path template, Supplier<List<Scene>> scenes) {
        // Small enough that some files are cut.
        System.setProperty("crossdock.split", "1KB/1KB");
        try (var in = Files.newInputStream(template)) {
            this.wires = Template.parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.scenes = scenes;
        // What was published holds for ever: its clock does not move.
        var clock = new SteppedClock(Instant.parse("2026-03-01T00:00:00Z"));
        this.definitions = new DefinitionStore(new MemoryLedger(clock), clock);
        var texts = new LinkedHashMap<String, String>();
        texts.put("project/sim", Definitions.canonical("project", "sim", "{\"name\": \"sim\", \"zone\": \"UTC\"}"));
        for (var scene : scenes.get()) {
            scene.definitions().forEach((name, json) -> {
                var kind = name.substring(0, name.indexOf('/'));
                texts.put(name, Definitions.canonical(kind, name.substring(kind.length() + 1), json));
            });
        }
        definitions.publish(texts, true);
        definitions.project();
    }

    Life.End live(Life.Plan plan, Bugs bugs) {
        return Life.live(plan, wires, definitions, scenes.get(), bugs);
    }

    Life.End live(Life.Plan plan) {
        return live(plan, Bugs.NONE);
    }
}

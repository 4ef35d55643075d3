package dev.crossdock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.graph.RecordText;
import dev.crossdock.memory.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process dies before and after every call to a ledger, a store, a webservice; the effects happen once each. */
class EveryKillPointOfATemplateTest {
    private static final String[] ORDER = {
        "steps:",
        "  - { id: customer, call: { connection: oms, request: GET /customers/7 }, on404: null }",
        "  - { id: order, map: '{\"number\": number, \"lines\": lines, \"at\": $now()}' }",
        "  - { id: sent, call: { connection: oms, request: \"PUT /orders/{$order.number}\", body: $order } }",
        "  - { id: stored, record: { upsert: orders, data: '{\"number\": $order.number, \"oms\": $sent.body.id}' } }",
        "  - id: reserved",
        "    each: $order.lines",
        "    as: line",
        "    steps: [{ call: { connection: stock, request: POST /reservations, body: $line } }]",
        "    output: $line.sku",
        "  - { id: file, file: { write: outgoing, name: \"{$order.number}.json\", data: $order } }",
        "  - { id: mail, when: $stored.outcome = \"created\", mail: { to: '\"a@b.example\"', subject: x, text: \"{$order.number}\" } }",
        "  - { id: sub, template: audit, input: $order }",
        "output: '{\"oms\": $sent.body.id, \"stored\": $stored, \"reserved\": $reserved, \"states\": $states, \"sub\": $sub}'"
    };

    @TempDir
    Path dir;

    private int dropped;

    @Test
    void theEffectsHappenOnceAndTheOutputIsThatOfAnUndisturbedOne() {
        var undisturbed = world(0);
        var output = finished(undisturbed);
        once(undisturbed, "undisturbed");
        long calls = undisturbed.faults.calls();
        assertThat(calls).isGreaterThan(60);
        for (int kill = 1; kill <= calls; kill++) {
            var world = world(kill);
            killedAt(world, kill);
            world.restart();
            world.clock.step(Duration.ofMinutes(2));
            assertThat(finished(world)).as("killed at call " + kill).isEqualTo(output);
            once(world, "killed at call " + kill);
        }
    }

    private Workshop world(int number) {
        dropped = 0;
        var world = new Workshop(dir.resolve("w" + number));
        world.write(
                "templates/audit.yaml",
                "steps: [{ call: { connection: stock, request: POST /audit, body: number } }, { map: number }]\n");
        world.template("push-order", ORDER);
        watch(world, 0);
        return world;
    }

    private void watch(Workshop world, int kill) {
        world.faults.watch((number, what, after) -> {
            if (after && what.equals("objects.write outgoing/N-1.json")) dropped++;
            if (number == kill) throw new Faults.Killed(what);
        });
    }

    private String finished(Workshop world) {
        var result = world.run("push-order", "o-1", input());
        assertThat(result).isInstanceOf(Engine.Result.Succeeded.class);
        return RecordText.write(((Engine.Result.Succeeded) result).output());
    }

    private void killedAt(Workshop world, int kill) {
        watch(world, kill);
        try {
            world.once("push-order", "o-1", input());
        } catch (Faults.Killed e) {
            // As ordered.
        } finally {
            watch(world, 0);
        }
    }

    private static Object input() {
        return Map.of("number", "N-1", "lines", List.of(Map.of("sku", "A"), Map.of("sku", "B")));
    }

    private void once(Workshop world, String when) {
        assertThat(world.town.effects)
                .as(when)
                .containsExactly(
                        "PUT /orders/N-1",
                        "POST /reservations {\"sku\":\"A\"}",
                        "POST /reservations {\"sku\":\"B\"}",
                        "POST /audit \"N-1\"");
        assertThat(world.records.changes()).as(when).hasSize(1);
        assertThat(world.mailbox.mails()).as(when).hasSize(1);
        assertThat(dropped).as(when).isEqualTo(1);
    }
}

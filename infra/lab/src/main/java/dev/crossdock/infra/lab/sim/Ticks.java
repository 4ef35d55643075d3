package dev.crossdock.infra.lab.sim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.event.Queue;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import dev.crossdock.infra.local.Cron;
import dev.crossdock.infra.local.Wires;
import java.util.List;
import java.util.Map;

/** The Scheduler, which calls dispatch as template.yaml says, without a queue; now and then twice. */
final class Ticks {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FUNCTION = "dispatch";

    private final World world;

    Ticks(World world) {
        this.world = world;
    }

    void begin() {
        world.lambdas.wired(FUNCTION).schedules().forEach(this::next);
    }

    private void next(Wires.Schedule schedule) {
        world.in(Cron.rate(schedule.expression()), "tick", () -> {
            call(schedule);
            if (world.odd("tick twice", schedule.name(), 0.05)) call(schedule);
            next(schedule);
        });
    }

    private void call(Wires.Schedule schedule) {
        var event = Sqs.event("schedule", List.of(message(schedule)));
        world.lambdas.call(
                FUNCTION,
                Map.of(),
                (machine, invocation) -> ((SqsFunction) machine.function).handle(event, invocation));
    }

    private static Queue.Received message(Wires.Schedule schedule) {
        try {
            var body = JSON.readTree(schedule.input()).at("/Records/0/body").asText();
            return new Queue.Received(schedule.name(), "", body, "", 1);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

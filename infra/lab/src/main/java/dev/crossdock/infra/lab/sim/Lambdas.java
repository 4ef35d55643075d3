package dev.crossdock.infra.lab.sim;

import dev.crossdock.event.Invocation;
import dev.crossdock.flow.WorldException;
import dev.crossdock.infra.local.Wires;
import dev.crossdock.memory.Faults;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Functions and their environments: a call takes one that is free, cold or with all that it knows from before; one that is killed does
 * not come back. Calls may be throttled.
 */
final class Lambdas {
    private final World world;
    private final Map<String, Wires.Function> functions = new HashMap<>();
    private final Map<String, Deque<Machine>> free = new HashMap<>();
    private long made;
    private long calls;

    Lambdas(World world) {
        this.world = world;
        world.wires.functions().forEach(function -> functions.put(function.name(), function));
    }

    /** So far. */
    long calls() {
        return calls;
    }

    Wires.Function wired(String name) {
        return functions.get(name);
    }

    /**
     * Calls a function.
     *
     * @param lineage of what is handed to it
     * @return empty when it was throttled, was killed, or threw
     */
    <T> Optional<T> call(String name, Map<String, Integer> lineage, BiFunction<Machine, Invocation, T> work) {
        if (world.odd("no room", name, 0.01)) return Optional.empty();
        var machine = take(name);
        var timeout = functions.get(name).timeout();
        var number = ++calls;
        machine.request = name + "-call-" + number;
        machine.deadline = world.now().plus(timeout);
        machine.zombie = false;
        machine.intends = false;
        machine.lineage = new HashMap<>(lineage);
        machine.lineage.merge(name, 1, Integer::sum);
        var answers = new Object[1];
        try {
            world.run(machine, () -> {
                var invocation =
                        new Invocation(machine.request, machine.clock.instant().plus(timeout), machine.clock);
                answers[0] = work.apply(machine, invocation);
                world.bugs.answered(machine);
            });
        } catch (Faults.Killed e) {
            machine.dead = true;
        } catch (WorldException e) {
            world.trace.add(world.now(), machine.name, "! " + e.getMessage());
        } catch (RuntimeException e) {
            world.trace.add(world.now(), machine.name, "! threw " + e);
            world.findings.add("a function threw", machine.name + ": " + e);
        }
        if (!machine.dead) free.computeIfAbsent(name, n -> new ArrayDeque<>()).push(machine);
        @SuppressWarnings("unchecked")
        var answer = (T) answers[0];
        return Optional.ofNullable(answer);
    }

    private Machine take(String name) {
        var idle = free.computeIfAbsent(name, n -> new ArrayDeque<>());
        boolean cold = world.chance.happens("cold", 0.05);
        if (!idle.isEmpty() && !cold) {
            var warm = idle.pop();
            if (world.chance.happens("clock", 0.05)) ((DriftingClock) warm.clock).jump(off());
            return warm;
        }
        var clock = new DriftingClock(world.clock, off());
        var machine = new Machine(name + "/" + ++made, world, clock);
        machine.function = Fleet.function(name, machine);
        return machine;
    }

    private Duration off() {
        int most = world.weather.skew() * 1000;
        return most == 0 ? Duration.ZERO : Duration.ofMillis(world.chance.below("clock", 2 * most) - most);
    }
}

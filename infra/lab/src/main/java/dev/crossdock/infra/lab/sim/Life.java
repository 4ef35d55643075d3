package dev.crossdock.infra.lab.sim;

import dev.crossdock.infra.local.Wires;
import dev.crossdock.run.DefinitionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One life of the whole system: what a seed decides, from the first file to the end that it should have come to. */
final class Life {
    private static final Duration WITHIN = Duration.ofMinutes(30);
    /** Nobody needs so many. */
    private static final long MOST_STEPS = 400_000;

    /** Scenes of one life, about: more of them say no more of each other, and less of each. */
    private static final double TOGETHER = 4.2;

    private static final Duration LAST_ROUND = Duration.ofMinutes(20);
    /** Whoever is still at work so long after the last fault does not come to an end. */
    private static final Duration PATIENCE = Duration.ofHours(60);

    /**
     * @param seed decides everything
     * @param happenings from outside, about
     * @param leftOut of the happenings
     * @param spared of the faults
     * @param kept whether the trace is kept
     * @param weather empty = as the seed wants it
     * @param only this scene is played; empty = as the seed wants it
     * @param exact leaves nothing else to chance
     */
    record Plan(
            long seed,
            int happenings,
            Set<String> leftOut,
            Set<String> spared,
            boolean kept,
            Optional<Weather> weather,
            Optional<String> only,
            Optional<World.Exact> exact) {
        static Plan of(long seed, int happenings) {
            return new Plan(
                    seed, happenings, Set.of(), Set.of(), false, Optional.empty(), Optional.empty(), Optional.empty());
        }

        Plan traced() {
            return new Plan(seed, happenings, leftOut, spared, true, weather, only, exact);
        }

        Plan leavingOut(Set<String> more) {
            return new Plan(seed, happenings, both(leftOut, more), spared, kept, weather, only, exact);
        }

        Plan sparing(Set<String> more) {
            return new Plan(seed, happenings, leftOut, both(spared, more), kept, weather, only, exact);
        }

        Plan in(Weather other) {
            return new Plan(seed, happenings, leftOut, spared, kept, Optional.of(other), only, exact);
        }

        /** Of one scene. */
        Plan only(String scene) {
            return new Plan(seed, happenings, leftOut, spared, kept, weather, Optional.of(scene), exact);
        }

        /** Of one scene, in calm weather. */
        Plan exactly(String scene, World.Exact what) {
            return new Plan(
                    seed,
                    happenings,
                    leftOut,
                    spared,
                    kept,
                    Optional.of(Weather.CALM),
                    Optional.of(scene),
                    Optional.of(what));
        }

        private static Set<String> both(Set<String> some, Set<String> more) {
            var all = new HashSet<>(some);
            all.addAll(more);
            return all;
        }
    }

    /**
     * @param calls moments at which a process could have been killed
     * @param events calls of functions: messages, changes, requests, ticks
     * @param fenced writes that were refused because another process had taken over
     */
    record End(
            Plan plan,
            List<Findings.Finding> findings,
            String hash,
            long steps,
            List<String> happenings,
            List<String> faults,
            List<String> trace,
            Duration took,
            long calls,
            long events,
            int fenced) {
        boolean good() {
            return findings.isEmpty();
        }

        String summary() {
            var text = new StringBuilder("seed " + plan.seed() + ", trace " + hash + ", " + steps + " steps, "
                    + faults.size() + " faults, " + took.toMinutes() + " min: " + (good() ? "good" : "BAD"));
            findings.forEach(finding -> text.append("\n  ").append(finding));
            return text.toString();
        }
    }

    private Life() {}

    static End live(Plan plan, Wires wires, DefinitionStore definitions, List<Scene> scenes, Bugs bugs) {
        var chance = new Chance(plan.seed(), plan.spared());
        var trace = new Trace(plan.kept());
        var weather = plan.weather().orElseGet(() -> Weather.of(chance));
        var world = new World(chance, trace, bugs, wires, definitions, weather, plan.exact());
        var script = new Script(world, plan.leftOut());
        var began = world.now();
        // In some lives all happens within minutes.
        var within = WITHIN.dividedBy(1L + chance.below("within", 5));
        for (var scene : scenes) scene.open(world);
        var playing = new ArrayList<Scene>();
        double share = TOGETHER / scenes.size();
        for (var scene : scenes) {
            boolean plays =
                    plan.only().isPresent() ? scene.name().equals(plan.only().get()) : chance.happens("scene", share);
            if (plays) playing.add(scene);
        }
        if (playing.isEmpty()) playing.add(chance.one("scene", scenes));
        for (var scene : playing) scene.play(world, script, within, Math.max(1, plan.happenings() / playing.size()));
        new Ticks(world).begin();
        if (world.weather.odds() > 0 && chance.happens("remade", 0.3)) {
            world.in(within.dividedBy(2), "the stream's mapping is made anew", world.changes::remade);
        }
        if (plan.exact().isEmpty()) {
            world.until(began.plus(within));
            // The worst is over in a while, and what is under way comes to its end.
            world.until(began.plus(within).plus(Duration.ofMinutes(chance.below("calm", 30))));
        }
        world.calm();
        // The schedules come once more.
        if (plan.only().orElse("pull").equals("pull")) world.until(world.now().plus(LAST_ROUND));
        if (settles(world, world.now().plus(PATIENCE))) {
            for (var scene : playing) scene.aftermath(world);
            if (settles(world, world.now().plus(PATIENCE))) {
                for (var scene : scenes) scene.check(world);
            }
        }
        always(world);
        return new End(
                plan,
                world.findings.all(),
                trace.hash(),
                trace.steps(),
                script.happenings(),
                chance.faults(),
                trace.lines(),
                Duration.between(began, world.now()),
                world.calls(),
                world.lambdas.calls(),
                world.fenced);
    }

    private static boolean settles(World world, Instant until) {
        while (world.now().isBefore(until) && world.trace.steps() < MOST_STEPS) {
            world.until(world.now().plus(Duration.ofMinutes(3)));
            if (world.findings.any()) return true;
            boolean open =
                    Look.runs(world).stream().anyMatch(run -> !run.state().ended());
            if (!open
                    && world.queues.waiting().isEmpty()
                    && !world.changes.behind()
                    && world.senders == 0
                    && !Look.replaying(world)) return true;
        }
        world.findings.add(
                "no end",
                "queues " + world.queues.waiting() + ", runs "
                        + Look.runs(world).stream()
                                .filter(run -> !run.state().ended())
                                .map(run -> run.job() + " " + run.id() + " " + run.state())
                                .toList());
        return false;
    }

    /** Whatever was played. */
    private static void always(World world) {
        for (var dead : world.queues.dead()) {
            world.findings.expect(dead.endsWith(AlertScene.POISON), "dead letter", dead);
        }
        for (var change : world.changes.aside()) world.findings.add("change put aside", change);
        for (var key : Look.keys(world, ".runs/undelivered/")) {
            var kept = Look.text(world, key).orElse("");
            // Which no webservice is to be told.
            if (kept.contains("web.redirected") || kept.contains("egress.private")) continue;
            world.findings.add("undelivered", key + " " + kept);
        }
        if (world.shops.inside() > 0)
            world.findings.add("inside", "a call went to an address that is nobody's to call");
    }
}

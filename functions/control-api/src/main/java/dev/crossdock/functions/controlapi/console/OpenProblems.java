package dev.crossdock.functions.controlapi.console;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Trigger;
import dev.crossdock.engine.Execution;
import dev.crossdock.engine.Executions;
import dev.crossdock.event.Queue;
import dev.crossdock.graph.TriggerProblems;
import dev.crossdock.run.DeadLetters;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import dev.crossdock.web.Breakers;
import dev.crossdock.web.Undelivered;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.Delivery;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What waits for a person: what is held, what failed last, who cannot be reached, what could not be delivered. Thread-safe. */
@Singleton
class OpenProblems {
    private static final int MOST_OF_A_KIND = 20;

    private final DefinitionStore definitions;
    private final Runs runs;
    private final Breakers breakers;
    private final Deliveries deliveries;
    private final Executions executions;
    private final TriggerProblems triggers;
    private final Undelivered undelivered;
    private final Ledger ledger;
    private final AtOnce atOnce;

    OpenProblems(
            DefinitionStore definitions,
            Runs runs,
            Breakers breakers,
            Deliveries deliveries,
            Executions executions,
            Kept kept,
            AtOnce atOnce) {
        this.atOnce = atOnce;
        this.definitions = definitions;
        this.runs = runs;
        this.breakers = breakers;
        this.deliveries = deliveries;
        this.executions = executions;
        this.triggers = kept.triggers;
        this.undelivered = kept.undelivered;
        this.ledger = kept.ledger;
    }

    /** What triggers leave behind. */
    @Singleton
    static class Kept {
        private final TriggerProblems triggers;
        private final Undelivered undelivered;
        private final Ledger ledger;

        Kept(Ledger ledger, ObjectStore objects, Clock clock) {
            this.ledger = ledger;
            this.triggers = new TriggerProblems(ledger, clock);
            this.undelivered = new Undelivered(objects);
        }
    }

    /** @param kind run, queue, connection, listener, execution or trigger @param text what is wrong @param href where it is dealt with */
    public record Open(String kind, State state, String title, String text, String href, Told.Time at) {}

    /** What waits for a word first, then what failed. @param newest of each job the newest runs, the newest first */
    List<Open> all(Collection<List<Run>> newest, Told told) {
        var open = new ArrayList<Open>();
        newest.forEach(last -> last.stream()
                .filter(run -> run.state().ended() && !run.dryRun())
                .findFirst()
                .ifPresent(run -> lastRun(open, run, told)));
        var project = definitions.project();
        var asked = new ArrayList<Supplier<List<Open>>>();
        asked.add(() -> held(told));
        asked.add(() -> deadLetters(told));
        asked.add(() -> breakers.open().stream()
                .map(breaker -> connection(breaker, told))
                .toList());
        project.listeners().keySet().stream().sorted().forEach(name -> asked.add(() -> listener(name, told)));
        asked.add(() -> executions(told));
        project.triggers().values().forEach(trigger -> asked.add(() -> trigger(trigger, told)));
        atOnce.all(asked).forEach(open::addAll);
        open.sort(Comparator.comparing(
                one -> List.of("held", "bad", "warn").indexOf(one.state().tone())));
        return open;
    }

    private List<Open> deadLetters(Told told) {
        return DeadLetters.seen(ledger).stream()
                .map(seen -> new Open(
                        "queue",
                        new State("dead letters", "bad"),
                        seen.queue(),
                        Told.number(seen.messages())
                                + (seen.messages() == 1 ? " message was" : " messages were")
                                + " tried too often. Nothing works on them: look at the log of what reads this queue, mend it, and"
                                + " move them back from " + Queue.deadLetters(seen.queue()) + ".",
                        "/console/runs",
                        told.time(seen.at())))
                .toList();
    }

    private List<Open> held(Told told) {
        return runs.list("", Optional.of(dev.crossdock.run.State.HELD), "", MOST_OF_A_KIND).items().stream()
                .map(run ->
                        run(run, run.error().map(problem -> problem.message()).orElse("waits for approval"), told))
                .toList();
    }

    private void lastRun(List<Open> open, Run run, Told told) {
        switch (run.state()) {
            case FAILED ->
                open.add(run(run, run.error().map(problem -> problem.message()).orElse("failed"), told));
            case PARTIAL ->
                open.add(run(
                        run,
                        "%s of %s records were refused."
                                .formatted(
                                        Told.number(run.counts().rejected()
                                                + run.counts().unknown()),
                                        Told.number(run.counts().read())),
                        told));
            default -> {}
        }
    }

    private static Open run(Run run, String text, Told told) {
        return new Open(
                "run",
                State.of(run.state()),
                run.job(),
                Told.cut(text, 280),
                "/console/runs/" + run.id(),
                told.time(run.endedAt().orElse(run.createdAt())));
    }

    private static Open connection(Map<String, Object> breaker, Told told) {
        var word = String.valueOf(breaker.get("state"));
        var next = time(breaker.get("next"), told);
        var reason = breaker.get("reason") == null ? "asked for time." : breaker.get("reason") + ".";
        return new Open(
                "connection",
                new State(word, word.equals("open") ? "bad" : "warn"),
                String.valueOf(breaker.get("connection")),
                Told.cut(reason, 240) + (next.text().isEmpty() ? "" : " Called again " + next.text() + "."),
                "/console/definitions/connection/" + breaker.get("connection"),
                time(breaker.get("since"), told));
    }

    private static Told.Time time(Object said, Told told) {
        try {
            return said == null ? Told.Time.NEVER : told.time(Instant.parse(said.toString()));
        } catch (java.time.DateTimeException e) {
            return Told.Time.NEVER;
        }
    }

    private List<Open> listener(String name, Told told) {
        var failed = deliveries.list(name, Optional.of(Delivery.State.FAILED), "", MOST_OF_A_KIND);
        if (failed.items().isEmpty()) return List.of();
        var last = failed.items().get(0);
        var count = failed.items().size() + (failed.next().isPresent() ? " or more" : "");
        return List.of(new Open(
                "listener",
                State.of(Delivery.State.FAILED),
                name,
                count + (count.equals("1") ? " delivery" : " deliveries") + " failed, the last because: "
                        + Told.cut(
                                last.problem().map(problem -> problem.message()).orElse("not known"), 240),
                "/console/deliveries?listener=" + name + "&state=failed",
                told.time(last.endedAt())));
    }

    private List<Open> executions(Told told) {
        return executions.list("", Optional.of(Execution.State.FAILED), "", MOST_OF_A_KIND).items().stream()
                // Those of deliveries are told with their listener.
                .filter(execution -> !execution.id().startsWith("delivery/"))
                .map(execution -> new Open(
                        "execution",
                        State.of(execution.state()),
                        execution.template(),
                        Told.cut(
                                execution
                                        .problem()
                                        .map(problem -> problem.message())
                                        .orElse("failed"),
                                280),
                        "/console/executions/" + Told.path(execution.id()),
                        told.time(execution.endedAt())))
                .toList();
    }

    private List<Open> trigger(Trigger trigger, Told told) {
        var open = new ArrayList<Open>();
        int kept = trigger.call()
                .map(call -> undelivered.count(call.connection(), trigger.name(), MOST_OF_A_KIND))
                .orElse(0);
        if (kept > 0) {
            open.add(new Open(
                    "trigger",
                    new State("undelivered", "bad"),
                    trigger.name(),
                    kept + (kept == MOST_OF_A_KIND ? " or more" : "") + " calls could not be delivered.",
                    "/console/definitions/trigger/" + trigger.name(),
                    Told.Time.NEVER));
        }
        triggers.list(trigger.name(), 1)
                .forEach(entry -> open.add(new Open(
                        "trigger",
                        new State("refused", "bad"),
                        trigger.name(),
                        Told.cut(entry.message(), 280),
                        "/console/definitions/trigger/" + trigger.name(),
                        time(entry.at(), told))));
        return open;
    }
}

package dev.crossdock.engine;

import dev.crossdock.definition.Template.Act;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes steps for each item of a list. */
final class EachStep {
    private final Taking taking;
    private final Act.Each each;

    EachStep(Taking taking, Act.Each each) {
        this.taking = taking;
        this.each = each;
    }

    Passed take() {
        var items = items();
        var passed = new Passed[items.size()];
        var next = new AtomicInteger();
        var stop = new AtomicBoolean();
        Runnable worker = () -> {
            for (int i = next.getAndIncrement(); i < passed.length && !stop.get(); i = next.getAndIncrement()) {
                passed[i] = item(i, items.get(i));
                // What fails or waits holds up those behind it; beside one another only a failure does.
                if (passed[i] instanceof Passed.Failed || passed[i] instanceof Passed.Waiting && each.parallel() == 1) {
                    stop.set(true);
                }
            }
        };
        if (each.parallel() == 1) worker.run();
        else beside(worker, Math.min(each.parallel(), items.size()));
        return together(passed);
    }

    private void beside(Runnable worker, int workers) {
        var all = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < workers; i++) {
            all.add(CompletableFuture.runAsync(worker, taking.visit.pace.hands()));
        }
        try {
            CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw e;
        }
    }

    /** The list as it was when the step began: the same for every visit. */
    private List<?> items() {
        var begun = taking.before().flatMap(StepEntry::result);
        if (begun.isEmpty()) {
            var value = taking.evaluate(each.items()).filter(v -> v != Expression.NULL);
            var list = value.map(v -> v instanceof List<?> several ? several : List.of(v))
                    .orElse(List.of());
            if (list.size() > Bounds.ITEMS) {
                throw new Refused(Problem.of(
                        "each.too-many",
                        "the list has %,d items; at most %,d are taken.".formatted(list.size(), Bounds.ITEMS),
                        "Make the list shorter, or make it records of a job."));
            }
            begun = taking.begin(Optional.of(taking.visit.kept(list, taking.path + ".items")))
                    .result();
        }
        return (List<?>) begun.orElseThrow().read(taking.visit.reach.objects());
    }

    private Passed item(int index, Object item) {
        var seen = new LinkedHashMap<String, Object>();
        seen.put(each.as(), item);
        var scope =
                taking.scope.inside(taking.path.substring(taking.scope.path.length()) + "/%05d".formatted(index), seen);
        var passed = taking.visit.steps(each.steps(), scope);
        if (!(passed instanceof Passed.Done) || each.output().isEmpty()) return passed;
        return new Passed.Done(taking.visit
                .compiled
                .expression(each.output().get(), taking.place())
                .evaluate(scope.input, scope.variables()));
    }

    private static Passed together(Passed[] all) {
        var results = new ArrayList<Object>();
        Passed.Waiting waiting = null;
        for (var one : all) {
            if (one instanceof Passed.Failed failed) return failed;
            if (one instanceof Passed.Waiting later
                    && (waiting == null || later.at().isBefore(waiting.at()))) {
                waiting = later;
            }
            if (one instanceof Passed.Done done) results.add(Taking.plain(done.result()));
        }
        return waiting == null ? Passed.Done.of(results) : waiting;
    }
}

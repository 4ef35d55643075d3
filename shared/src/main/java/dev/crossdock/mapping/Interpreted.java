package dev.crossdock.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dev.crossdock.flow.Refused;
import java.time.Instant;
import java.util.Map;

/** An expression that dashjoin's evaluator walks through: for what is not compiled, and as the measure in tests. Thread-safe. */
final class Interpreted {
    private final Limits limits;
    private final Jsonata tree;
    private final Failures failures;

    private Interpreted(Limits limits, Jsonata tree, Failures failures) {
        this.limits = limits;
        this.tree = tree;
        this.failures = failures;
    }

    /** @throws Refused {@code config.expression} when it is no expression */
    static Interpreted compile(String text, String place, Limits limits) {
        var failures = new Failures(text, place);
        try {
            return new Interpreted(limits, Evaluating.compile(text), failures);
        } catch (JException e) {
            throw failures.notCompiled(Failures.said(e) + Failures.at(text, e.getLocation()) + ".", e);
        } catch (StackOverflowError e) {
            throw failures.notCompiled("the expression is nested too deeply.", e);
        } catch (RuntimeException e) {
            throw failures.notCompiled(
                    "the expression cannot be read (" + e.getClass().getSimpleName() + ").", e);
        }
    }

    /** As {@link Expression#evaluate}, but null for nothing. */
    Object evaluate(Object input, Map<String, ?> variables, Instant now, boolean first) {
        var guard = Guard.begin(limits, first);
        try {
            var frame = tree.createFrame();
            frame.setEvaluateEntryCallback(guard);
            frame.setEvaluateExitCallback(guard);
            OwnFunctions.bindMoment(frame, now);
            variables.forEach((name, value) -> frame.bind(name, OwnFunctions.bound(value)));
            var result = tree.evaluate(input, frame);
            return result == null ? null : new Results(guard, limits).plain(result);
        } catch (Refused e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw failures.of(e, guard);
        } finally {
            guard.end();
        }
    }
}

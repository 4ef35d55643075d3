package dev.crossdock.engine;

import dev.crossdock.engine.Executions.Found;
import dev.crossdock.flow.Fenced;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.graph.RecordText;
import dev.crossdock.mapping.Expression;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs templates. An execution is leased until the deadline of whoever works on it; each step that is done is written down before
 * the next one begins, so a killed visit is gone on with behind it, and a late one meets entries of another's making and stops.
 */
public final class TemplateRunner implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateRunner.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._~/-]{1," + Bounds.ID + "}");
    private static final Duration SOON = Duration.ofSeconds(1);

    private final DefinitionStore definitions;
    private final Executions executions;
    private final Reach reach;
    private final Pace pace;
    private final Compiled compiled = new Compiled();

    public TemplateRunner(DefinitionStore definitions, Executions executions, Reach reach, Pace pace) {
        this.definitions = definitions;
        this.executions = executions;
        this.reach = reach;
        this.pace = pace;
    }

    @Override
    public Result run(Start start, Instant deadline) {
        try {
            var found = executions.read(start.execution());
            if (found.isEmpty()) return begin(start, deadline);
            return goOn(again(found.get(), start), deadline);
        } catch (Fenced e) {
            LOG.debug("execution.fenced execution={}", start.execution());
            return new Result.Later(now().plus(SOON), Optional.empty());
        } catch (Refused e) {
            return new Result.Failed(e.problem());
        }
    }

    /** Goes on with an execution that was claimed. @throws Refused {@code execution.unknown} */
    public Result goOn(String id, Instant deadline) {
        var execution = executions.get(id);
        return run(new Start(execution.template(), id, execution.cause(), null, execution.hop()), deadline);
    }

    /**
     * Claims an execution without working on it: whoever claims it puts it on the queue.
     *
     * @return the execution as it is, when it was claimed before
     * @throws Refused {@code template.unknown}; {@code execution.conflict} when the same execution was begun with another input
     */
    public Execution claim(Start start) {
        var execution = planned(start);
        var claimed = executions.claim(execution).map(Found::value);
        if (claimed.isPresent()) return claimed.get();
        var there = executions.get(start.execution());
        if (there.inputHash().equals(execution.inputHash()) && there.template().equals(execution.template()))
            return there;
        throw new Refused(Problem.of(
                "execution.conflict",
                "execution " + start.execution() + " was begun with another input.",
                "Use another Idempotency-Key for another input."));
    }

    /** A new cause for an execution that has failed is leave to try it again: somebody wants that. */
    private Found<Execution> again(Found<Execution> found, Start start) {
        var execution = found.value();
        if (execution.state() != Execution.State.FAILED
                || execution.compensated()
                || execution.cause().equals(start.cause())) return found;
        executions.retry(execution.id(), with(execution, start), definitions, reach.sender());
        return executions.read(execution.id()).orElseThrow();
    }

    /** Another input counts as long as no step is done with the old one: what made it may have been corrected. */
    private Executions.Again with(Execution execution, Start start) {
        var hash = RecordText.hash(start.input(), "");
        boolean old = hash.equals(execution.inputHash())
                || executions.entries(execution.id()).values().stream()
                        .anyMatch(step -> step.value().state() != StepEntry.State.FAILED);
        if (old) return new Executions.Again(start.cause(), execution.input(), execution.inputHash());
        var input = Kept.of(start.input(), Executions.key(execution.id(), "input"), reach.objects());
        return new Executions.Again(start.cause(), input, hash);
    }

    private Execution planned(Start start) {
        if (!ID.matcher(start.execution()).matches()) {
            throw new Refused(Problem.of(
                    "execution.id",
                    "\"" + start.execution() + "\" is no id of an execution.",
                    "It has up to " + Bounds.ID + " letters, digits and -._~/."));
        }
        var template = definitions.template(start.template()).value();
        var versions = Executions.versions(
                template.reach(definitions.project().templates()).keySet(), definitions);
        var input = Kept.of(start.input(), Executions.key(start.execution(), "input"), reach.objects());
        return Execution.of(start, versions, input, RecordText.hash(start.input(), ""), now());
    }

    private Result begin(Start start, Instant deadline) {
        var claimed = executions.claim(planned(start).leased(deadline));
        if (claimed.isEmpty()) return new Result.Later(now().plus(SOON), Optional.empty());
        return visit(claimed.get(), deadline);
    }

    private Result goOn(Found<Execution> found, Instant deadline) {
        var execution = found.value();
        if (execution.state() == Execution.State.SUCCEEDED) {
            return new Result.Succeeded(executions.output(execution));
        }
        if (execution.state() == Execution.State.FAILED) {
            return new Result.Failed(execution.problem().orElseThrow());
        }
        if (execution.leasedUntil().isAfter(now())) {
            return new Result.Later(execution.leasedUntil(), execution.problem());
        }
        if (execution.nextAt().isAfter(now())) return new Result.Later(execution.nextAt(), execution.problem());
        return executions
                .write(execution.leased(deadline), found.version())
                .map(leased -> visit(leased, deadline))
                .orElseGet(() -> new Result.Later(now().plus(SOON), Optional.empty()));
    }

    private Result visit(Found<Execution> leased, Instant deadline) {
        var execution = leased.value();
        var visit = new Visit(execution, executions, definitions, reach, compiled, pace, deadline);
        Passed passed;
        try {
            passed = visit.template(execution.template(), executions.input(execution), "", 1);
            if (passed instanceof Passed.Done done) return succeeded(leased, visit, done);
        } catch (Refused e) {
            passed = new Passed.Failed(e.problem(), "", false);
        } catch (Fenced e) {
            throw e;
        } catch (RuntimeException e) {
            release(leased);
            throw e;
        }
        if (passed instanceof Passed.Failed failed) return failed(leased, visit, failed);
        var waiting = (Passed.Waiting) passed;
        end(execution.waiting(waiting.at(), waiting.why()), leased.version());
        return new Result.Later(waiting.at(), waiting.why());
    }

    private Result succeeded(Found<Execution> leased, Visit visit, Passed.Done done) {
        var output = done.result().filter(value -> value != Expression.NULL).orElse(null);
        var kept = visit.kept(output, "output");
        end(leased.value().succeeded(kept, visit.invalid(), now()), leased.version());
        LOG.info(
                "execution.succeeded execution={} template={}",
                leased.value().id(),
                leased.value().template());
        return new Result.Succeeded(output);
    }

    private Result failed(Found<Execution> leased, Visit visit, Passed.Failed failed) {
        var execution = leased.value();
        end(execution.failed(failed.problem(), failed.at(), failed.undone(), visit.invalid(), now()), leased.version());
        LOG.error(
                "execution.failed execution={} template={} step={} code={}",
                execution.id(),
                execution.template(),
                failed.at(),
                failed.problem().code());
        return new Result.Failed(failed.problem());
    }

    /** So that nobody waits for the rest of this visit's time. Where that fails too, they wait. */
    private void release(Found<Execution> leased) {
        try {
            executions.write(leased.value().waiting(now().plus(SOON), Optional.empty()), leased.version());
        } catch (WorldException e) {
            LOG.debug("execution.not-released execution={}", leased.value().id());
        }
    }

    private void end(Execution execution, long version) {
        if (executions.write(execution, version).isEmpty()) {
            throw new Fenced("execution " + execution.id() + " has another owner");
        }
    }

    private Instant now() {
        return pace.clock().instant();
    }
}

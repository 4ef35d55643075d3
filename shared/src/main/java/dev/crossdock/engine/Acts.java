package dev.crossdock.engine;

import dev.crossdock.definition.Template.Act;
import dev.crossdock.definition.Template.Doer;
import dev.crossdock.flow.Problem;
import java.util.Optional;

/** Finds who does what a step says. */
final class Acts implements Doer<Passed> {
    private final Taking taking;

    Acts(Taking taking) {
        this.taking = taking;
    }

    @Override
    public Passed map(Act.MapTo map) {
        var expression = taking.visit.compiled.expression(map.expression(), map.place());
        return new Passed.Done(expression.evaluate(taking.scope.input, taking.scope.variables()));
    }

    @Override
    public Passed fail(Act.Fail fail) {
        return taking.failed(
                Problem.of("step.fail", taking.text(fail.message()), "").at(taking.place()));
    }

    @Override
    public Passed template(Act.Sub sub) {
        if (taking.before().isEmpty()) {
            var input = sub.input().isPresent()
                    ? Taking.plain(taking.evaluate(sub.input().get()))
                    : taking.scope.input;
            taking.begin(Optional.of(taking.visit.kept(input, taking.path + ".input")));
        }
        // The same for every visit, whatever the time is by then.
        var input = taking.before().flatMap(StepEntry::result).orElseThrow().read(taking.visit.reach.objects());
        return taking.visit.template(sub.template(), input, taking.path + "/", taking.scope.depth + 1);
    }

    @Override
    public Passed call(Act.Call call) {
        return new CallStep(taking, call.asked()).call(call);
    }

    @Override
    public Passed poll(Act.Poll poll) {
        return new CallStep(taking, poll.asked()).poll(poll);
    }

    @Override
    public Passed get(Act.GetRecord get) {
        return new RecordStep(taking).get(get);
    }

    @Override
    public Passed query(Act.QueryRecords query) {
        return new RecordStep(taking).query(query);
    }

    @Override
    public Passed upsert(Act.UpsertRecord upsert) {
        return new RecordStep(taking).upsert(upsert);
    }

    @Override
    public Passed delete(Act.DeleteRecord delete) {
        return new RecordStep(taking).delete(delete);
    }

    @Override
    public Passed write(Act.WriteFile write) {
        return new FileStep(taking).write(write);
    }

    @Override
    public Passed read(Act.ReadFile read) {
        return new FileStep(taking).read(read);
    }

    @Override
    public Passed mail(Act.SendMail mail) {
        return new MailStep(taking).send(mail);
    }

    @Override
    public Passed each(Act.Each each) {
        return new EachStep(taking, each).take();
    }
}

package dev.crossdock.engine;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Template.Act;
import dev.crossdock.definition.Template.Asked;
import dev.crossdock.definition.Template.Cache;
import dev.crossdock.flow.Outcome;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Effect;
import dev.crossdock.web.Http;
import dev.crossdock.web.Reply;
import dev.crossdock.web.Request;
import dev.crossdock.web.Secret;
import dev.crossdock.web.Sending;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A call of a webservice. What changes nothing is asked again as often as it takes; all else is an effect of the sender's. */
final class CallStep {
    private final Taking taking;
    private final Asked asked;
    private final Connection connection;

    CallStep(Taking taking, Asked asked) {
        this.taking = taking;
        this.asked = asked;
        this.connection = withRetry(taking.connection(asked.connection()), taking);
    }

    /** The same step of the same execution is the same effect. */
    static Effect effect(String connection, String template, String execution, String path) {
        return new Effect(connection, "template-" + template, execution + "#" + path, "1", "call");
    }

    private static Connection withRetry(Connection connection, Taking taking) {
        if (taking.step.retry().isEmpty()) return connection;
        var retry = taking.step.retry().get();
        return new Connection(
                connection.name(),
                connection.url(),
                connection.auth(),
                connection.limits(),
                new Connection.Retry(retry.attempts(), retry.within()),
                connection.delivery(),
                connection.files());
    }

    Passed call(Act.Call call) {
        if (!asked.harmless()) return effect(call);
        var request = request();
        if (call.cache().isEmpty()) return asked(request, call.answer()).orElse(false);
        var key = key(request, call.cache().get());
        var known = taking.visit.reach.cache().get(key);
        if (known.isPresent()) return done(known.get());
        var answered = asked(request, call.answer());
        answered.answer()
                .ifPresent(answer -> taking.visit
                        .reach
                        .cache()
                        .put(
                                key,
                                answer,
                                tags(call.cache().get()),
                                call.cache().get().time()));
        return answered.orElse(false);
    }

    /** @param answer of a call that was answered well; else how it has passed */
    private record Asking(Optional<Answer> answer, Optional<Passed> passed, CallStep step) {
        Passed orElse(boolean unused) {
            return passed.orElseGet(() -> step.done(answer.orElseThrow()));
        }
    }

    private Passed done(Answer answer) {
        return Passed.Done.of(answer.seen());
    }

    private Asking asked(Request request, Optional<String> wanted) {
        try {
            var answer = taking.visit.reach.sender().ask(connection, request, this::nothing, taking.visit.deadline);
            if (nothing(answer.status())) return new Asking(Optional.empty(), Optional.of(fallback()), this);
            var wrong = Answer.wrong(answer, wanted, shownAs(request));
            if (wrong.isPresent()) {
                return new Asking(Optional.empty(), Optional.of(taking.failed(wrong.get())), this);
            }
            return new Asking(Optional.of(Answer.of(answer, text(wanted))), Optional.empty(), this);
        } catch (WorldException e) {
            return new Asking(
                    Optional.empty(),
                    Optional.of(
                            taking.away(e, connection.retry().within(), connection.name() + " gives no good answer")),
                    this);
        }
    }

    private Passed effect(Act.Call call) {
        var visit = taking.visit;
        var effect = effect(connection.name(), visit.execution.template(), visit.execution.id(), taking.path);
        var message = Json.write(Map.of("execution", visit.execution.id()));
        // What is shown is known also when the request is not made any more, because it was made.
        taking.show(Map.of("connection", connection.name(), "request", asked.request()));
        var sending = visit.reach
                .sender()
                .send(connection, effect, this::request, message, new Noted(call.answer()), visit.deadline);
        if (sending instanceof Sending.Later later) return new Passed.Waiting(later.at(), Optional.of(later.why()));
        var ended = (Sending.Ended) sending;
        var answer = ended.kept().map(this::kept);
        var problem = ended.outcome().problem();
        if (ended.outcome().kind() == Outcome.Kind.REJECTED
                && answer.filter(a -> nothing(a.status())).isPresent()) return fallback();
        if (problem.isPresent()) return taking.failed(problem.get());
        return done(answer.orElse(new Answer(0, Map.of(), null)));
    }

    /** Keeps what was answered, so that an execution that comes back sees the same. */
    private final class Noted implements Reply {
        private final Optional<String> wanted;

        private Noted(Optional<String> wanted) {
            this.wanted = wanted;
        }

        @Override
        public Optional<Problem> wrong(Http.Answer answer) {
            return Answer.wrong(answer, wanted, asked.request() + " of " + connection.name());
        }

        @Override
        public Optional<String> keep(Http.Answer answer) {
            var kept = Answer.of(answer, text(wanted));
            var at = Executions.key(taking.visit.execution.id(), taking.path + ".answer");
            try {
                return Optional.of(Json.write(Kept.of(kept.seen(), at, taking.visit.reach.objects())));
            } catch (Refused e) {
                // It has happened all the same; of so large an answer only that is known.
                return Optional.of(Json.write(new Kept(new Answer(kept.status(), kept.headers(), null).seen(), null)));
            }
        }
    }

    private Answer kept(String text) {
        var seen = Json.read(text, Kept.class).read(taking.visit.reach.objects());
        return Json.read(Json.write(seen), Answer.class);
    }

    Passed poll(Act.Poll poll) {
        var visit = taking.visit;
        var request = request();
        var since = taking.before().map(StepEntry::since).orElse(visit.now());
        var asking = asked(request, Optional.empty());
        if (asking.answer().isEmpty() && asking.passed().orElseThrow() instanceof Passed.Failed failed) return failed;
        if (asking.answer().isPresent()) {
            var answer = asking.answer().get();
            var seen = taking.scope.variables(Map.of("status", answer.status(), "headers", answer.headers()));
            if (visit.compiled.expression(poll.until(), taking.place()).holds(answer.body(), seen)) return done(answer);
        }
        var next = visit.now().plus(poll.every());
        if (next.isAfter(since.plus(poll.within()))) {
            return taking.failed(Problem.of(
                    "poll.over",
                    "after %d s and %d calls of %s, until is not true yet."
                            .formatted(poll.within().toSeconds(), taking.tries() + 1, shownAs(request)),
                    "Ask longer (poll.for), or see what " + connection.name() + " waits for."));
        }
        // Where the webservice was away, that is written down already.
        if (asking.answer().isEmpty()) return asking.passed().orElseThrow();
        return taking.later(next, Optional.empty());
    }

    private boolean nothing(int status) {
        return taking.step.on404().isPresent() && (status == 404 || status == 410);
    }

    private Passed fallback() {
        return Passed.Done.of(taking.step.on404().orElseThrow().value());
    }

    private static boolean text(Optional<String> wanted) {
        return wanted.filter("text"::equals).isPresent();
    }

    private String shownAs(Request request) {
        return request + " of " + connection.name();
    }

    /** @throws Refused when an expression fails, or there is no such secret */
    private Request request() {
        var secrets = new SecretFunctions(taking.visit.reach.secrets());
        try {
            var request = taking.visit
                    .compiled
                    .request(asked, taking.place())
                    .request(taking.scope.input, taking.scope.variables(), taking.scope.variables(secrets.functions()));
            taking.show(shown(request, secrets.used()));
            return request.hiding(secrets.used());
        } catch (Refused e) {
            throw secrets.refused(e);
        }
    }

    private Map<String, Object> shown(Request request, List<Secret> secrets) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("connection", connection.name());
        shown.put("request", request.toString());
        var headers = new LinkedHashMap<String, Object>();
        request.headers().forEach((name, value) -> headers.put(name, secrets.isEmpty() ? value : "***"));
        if (!headers.isEmpty()) shown.put("headers", headers);
        request.body().ifPresent(body -> shown.put("body", secrets.isEmpty() ? cut(body) : "***"));
        return shown;
    }

    private static String cut(String text) {
        return text.length() <= Bounds.SHOWN ? text : text.substring(0, Bounds.SHOWN) + "…";
    }

    private String key(Request request, Cache cache) {
        var own = cache.key().map(key -> Json.write(Taking.plain(taking.evaluate(key))));
        return connection.name() + "\n"
                + own.orElseGet(() -> request.method() + "\n" + request.target() + "\n" + request.headers());
    }

    private List<String> tags(Cache cache) {
        return cache.tags().stream().map(taking::text).toList();
    }
}

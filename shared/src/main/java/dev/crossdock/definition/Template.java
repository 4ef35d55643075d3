package dev.crossdock.definition;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A named list of steps.
 *
 * @param input the JSON Schema that an input must meet
 * @param steps in their order, never empty
 * @param output JSONata for what an execution gives; empty = the last step's result
 */
public record Template(
        String name, String description, Optional<String> input, List<Step> steps, Optional<String> output) {
    public Template {
        steps = List.copyOf(steps);
    }

    /**
     * One act, and what holds for it.
     *
     * @param id its result is {@code $<id>}; unique in the template; empty = nobody asks for the result
     * @param when JSONata; the step is skipped where it does not hold
     * @param valid JSONata over the result; where it does not hold the result is marked invalid
     */
    public record Step(
            Optional<String> id,
            Act act,
            Optional<String> when,
            Optional<String> valid,
            Optional<Retry> retry,
            OnError onError,
            Optional<Fallback> on404) {}

    /** @param within no attempt begins later than this after the first */
    public record Retry(int attempts, Duration within) {}

    /** The result where there is nothing. @param value as in JSON; may be null */
    public record Fallback(Object value) {}

    /**
     * What happens when a step fails.
     *
     * @param steps taken first, with {@code $error}: compensation
     * @param goOn whether the execution goes on behind them; else it fails
     */
    public record OnError(List<Step> steps, boolean goOn) {
        public static final OnError FAIL = new OnError(List.of(), false);

        public OnError {
            steps = List.copyOf(steps);
        }
    }

    /** What a step does. */
    public sealed interface Act {
        /** The word in YAML. */
        String word();

        <T> T accept(Doer<T> doer);

        /** @param answer {@code json}, {@code text}; empty = by what it is, but never a page */
        record Call(Asked asked, Optional<String> answer, Optional<Cache> cache) implements Act {
            @Override
            public String word() {
                return "call";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.call(this);
            }
        }

        record MapTo(String expression, String place) implements Act {
            @Override
            public String word() {
                return "map";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.map(this);
            }
        }

        /** @param id JSONata */
        record GetRecord(String collection, String id) implements Act {
            @Override
            public String word() {
                return "record";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.get(this);
            }
        }

        /** @param where JSONata over a record's data; empty = all */
        record QueryRecords(String collection, Optional<String> where, int limit) implements Act {
            @Override
            public String word() {
                return "record";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.query(this);
            }
        }

        /** @param data JSONata @param ifExists {@code replace}, {@code merge}, {@code skip} or {@code fail} */
        record UpsertRecord(String collection, Optional<String> id, Optional<String> data, String ifExists)
                implements Act {
            @Override
            public String word() {
                return "record";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.upsert(this);
            }
        }

        record DeleteRecord(String collection, String id) implements Act {
            @Override
            public String word() {
                return "record";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.delete(this);
            }
        }

        /** @param file a text with JSONata in braces @param data JSONata */
        record WriteFile(String bucket, String file, Optional<String> data, Optional<String> contentType)
                implements Act {
            @Override
            public String word() {
                return "file";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.write(this);
            }
        }

        /** @param text the content as it is; else JSON is read where it is JSON */
        record ReadFile(String bucket, String file, boolean text) implements Act {
            @Override
            public String word() {
                return "file";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.read(this);
            }
        }

        /** @param to and {@code cc}, {@code bcc}: JSONata for an address or a list of them; the others are texts with JSONata */
        record SendMail(
                String to,
                Optional<String> cc,
                Optional<String> bcc,
                String subject,
                Optional<String> text,
                Optional<String> html)
                implements Act {
            @Override
            public String word() {
                return "mail";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.mail(this);
            }
        }

        /**
         * @param items JSONata for a list
         * @param as what the steps call an item
         * @param parallel how many items go on beside one another; 1 = one after the other
         * @param output JSONata for what an item gives; empty = the result of its last step
         */
        record Each(String items, String as, int parallel, List<Step> steps, Optional<String> output) implements Act {
            public Each {
                steps = List.copyOf(steps);
            }

            @Override
            public String word() {
                return "each";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.each(this);
            }
        }

        /** @param until JSONata over the answer's body, with {@code $status} and {@code $headers} */
        record Poll(Asked asked, String until, Duration every, Duration within) implements Act {
            @Override
            public String word() {
                return "poll";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.poll(this);
            }
        }

        /** @param input JSONata; empty = the input of this template */
        record Sub(String template, Optional<String> input) implements Act {
            @Override
            public String word() {
                return "template";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.template(this);
            }
        }

        /** @param message a text with JSONata in braces */
        record Fail(String message) implements Act {
            @Override
            public String word() {
                return "fail";
            }

            @Override
            public <T> T accept(Doer<T> doer) {
                return doer.fail(this);
            }
        }
    }

    /** What a webservice is asked. @param request {@code PUT /orders/{$order.number}} */
    public record Asked(String connection, String request, Optional<String> headers, Optional<String> body) {
        /** Whether asking changes nothing, so that it may be asked again. */
        public boolean harmless() {
            return request.startsWith("GET ") || request.startsWith("HEAD ");
        }
    }

    /** @param key JSONata; empty = method, path and body @param tags texts with JSONata */
    public record Cache(Duration time, Optional<String> key, List<String> tags) {
        public Cache {
            tags = List.copyOf(tags);
        }
    }

    /** One method for each act: what is to be done with it. */
    public interface Doer<T> {
        T call(Act.Call call);

        T map(Act.MapTo map);

        T get(Act.GetRecord get);

        T query(Act.QueryRecords query);

        T upsert(Act.UpsertRecord upsert);

        T delete(Act.DeleteRecord delete);

        T write(Act.WriteFile write);

        T read(Act.ReadFile read);

        T mail(Act.SendMail mail);

        T each(Act.Each each);

        T poll(Act.Poll poll);

        T template(Act.Sub sub);

        T fail(Act.Fail fail);
    }

    /** Templates that a list of steps runs itself, in the order of the steps. */
    static Set<String> runs(List<Step> steps) {
        var names = new LinkedHashSet<String>();
        for (var step : steps) {
            if (step.act() instanceof Act.Sub sub) names.add(sub.template());
            if (step.act() instanceof Act.Each each) names.addAll(runs(each.steps()));
            names.addAll(runs(step.onError().steps()));
        }
        return names;
    }

    /**
     * This template and all that it runs, directly or not. One that is not there is left out.
     *
     * @param all by name
     */
    public Map<String, Template> reach(Map<String, Template> all) {
        var found = new LinkedHashMap<String, Template>();
        reach(this, all, found);
        return found;
    }

    private static void reach(Template from, Map<String, Template> all, Map<String, Template> found) {
        if (from == null || found.putIfAbsent(from.name(), from) != null) return;
        for (var name : runs(from.steps())) reach(all.get(name), all, found);
    }
}

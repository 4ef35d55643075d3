package dev.crossdock.functions.callwebservice;

import dev.crossdock.definition.Trigger;
import dev.crossdock.flow.Refused;
import dev.crossdock.graph.Change;
import dev.crossdock.graph.TriggerRule;
import dev.crossdock.web.Request;
import dev.crossdock.web.RequestTemplate;
import java.util.HashMap;
import java.util.Map;

/** A trigger's {@code call}, compiled once: from a change to the request that tells of it. Thread-safe. */
final class TriggerCall {
    /** Says to the graph API, where the call goes there, how far what it writes is from a person's write. */
    private static final String HOP = "Crossdock-Hop";

    private final RequestTemplate template;
    private final Map<String, Object> vars;

    /** @throws Refused when an expression does not compile */
    TriggerCall(Trigger trigger, Trigger.Call call, Map<String, Object> vars) {
        this.template = RequestTemplate.compile(
                call.request(), call.headers(), call.body(), "triggers/" + trigger.name() + ".yaml");
        this.vars = vars;
    }

    /** The same bytes for the same change. @throws Refused when an expression fails, or gives nothing where a path needs a value */
    Request request(Change change) {
        var request = template.request(TriggerRule.input(change), TriggerRule.variables(change, vars));
        var headers = new HashMap<>(request.headers());
        headers.keySet().removeIf(HOP::equalsIgnoreCase);
        headers.put(HOP, Integer.toString(change.hop() + 1));
        return new Request(request.method(), request.target(), headers, request.body());
    }
}

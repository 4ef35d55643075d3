package dev.crossdock.functions.callwebservice;

import dev.crossdock.definition.Alert;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Project;
import dev.crossdock.definition.Trigger;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import dev.crossdock.run.Announcer;
import dev.crossdock.web.Effect;
import dev.crossdock.web.Request;
import dev.crossdock.web.RequestTemplate;
import dev.crossdock.web.Sender;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the calls that alerts ask for, one for each event. Compiled anew for each: alerts are few. Thread-safe. */
final class AlertCalls {
    private static final Logger LOG = LoggerFactory.getLogger(AlertCalls.class);

    private final Sender sender;
    private final Supplier<Optional<String>> base;

    /** @param base address of the API, for {@code $event.url} */
    AlertCalls(Sender sender, Supplier<Optional<String>> base) {
        this.sender = sender;
        this.base = base;
    }

    /** @return when the message is to come again; empty when it is done */
    Optional<Instant> tell(Project project, Announcer.Message message, String body, Instant deadline) {
        var alert = project.alerts().get(message.alert());
        var call = Optional.ofNullable(alert).flatMap(Alert::call);
        if (call.isEmpty()) {
            LOG.warn(
                    "alert.gone alert={} event={}",
                    message.alert(),
                    message.event().kind());
            return Optional.empty();
        }
        var event = message.event().seen(base.get().orElse(""));
        var variables = Map.<String, Object>of("event", event, "vars", project.vars());
        var connection = CallWebservice.connection(
                project, "alert " + alert.name(), call.get().connection());
        var effect = effect(connection, message);
        try {
            var place = "alerts/" + alert.name() + ".yaml";
            var wanted = alert.when()
                    .map(text -> Expression.compile(text, place).holds(event, variables))
                    .orElse(true);
            if (!wanted) return Optional.empty();
        } catch (Refused e) {
            // Kept where people look for what could not be delivered.
            return send(
                    connection,
                    effect,
                    () -> {
                        throw e;
                    },
                    body,
                    deadline);
        }
        return send(connection, effect, () -> request(alert, call.get(), event, variables), body, deadline);
    }

    private Optional<Instant> send(
            Connection connection, Effect effect, Supplier<Request> render, String body, Instant deadline) {
        return sender.send(connection, effect, render, body, deadline).again();
    }

    private static Effect effect(Connection connection, Announcer.Message message) {
        var event = message.event();
        return new Effect(connection.name(), "alert:" + message.alert(), event.key(), event.kind(), "told");
    }

    private static Request request(
            Alert alert, Trigger.Call call, Map<String, Object> event, Map<String, Object> variables) {
        return RequestTemplate.compile(call.request(), call.headers(), call.body(), "alerts/" + alert.name() + ".yaml")
                .request(event, new HashMap<>(variables));
    }
}

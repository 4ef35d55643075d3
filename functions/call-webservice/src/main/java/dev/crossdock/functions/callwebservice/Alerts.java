package dev.crossdock.functions.callwebservice;

import dev.crossdock.definition.Alert;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Project;
import dev.crossdock.definition.Trigger;
import dev.crossdock.engine.MailWriting;
import dev.crossdock.engine.Mailer;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import dev.crossdock.mapping.TextTemplate;
import dev.crossdock.run.Announcer;
import dev.crossdock.run.RunKey;
import dev.crossdock.web.Effect;
import dev.crossdock.web.Request;
import dev.crossdock.web.RequestTemplate;
import dev.crossdock.web.Sender;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the calls and sends the mails that alerts ask for, one for each event. Compiled anew for each: alerts are few. Thread-safe. */
final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

    private final Sender sender;
    private final Mailer mailer;
    private final Clock clock;
    private final Supplier<Optional<String>> base;

    /** @param base address of the API, for {@code $event.url} */
    Alerts(Sender sender, Mailer mailer, Clock clock, Supplier<Optional<String>> base) {
        this.sender = sender;
        this.mailer = mailer;
        this.clock = clock;
        this.base = base;
    }

    /**
     * @return when the message is to come again; empty when it is done
     * @throws Refused when the mail cannot be written or sent
     * @throws dev.crossdock.flow.WorldException when the mail server is away
     */
    Optional<Instant> tell(Project project, Announcer.Message message, String body, Instant deadline) {
        var alert = project.alerts().get(message.alert());
        if (alert == null) {
            LOG.warn(
                    "alert.gone alert={} event={}",
                    message.alert(),
                    message.event().kind());
            return Optional.empty();
        }
        var event = message.event().seen(base.get().orElse(""));
        var variables = Map.<String, Object>of("event", event, "vars", project.vars());
        if (alert.mail().isEmpty()) return call(project, alert, message, event, variables, body, deadline);
        if (wanted(alert, event, variables)) mail(alert, message, event, variables);
        return Optional.empty();
    }

    private static boolean wanted(Alert alert, Map<String, Object> event, Map<String, Object> variables) {
        return alert.when()
                .map(text -> Expression.compile(text, place(alert)).holds(event, variables))
                .orElse(true);
    }

    private void mail(
            Alert alert, Announcer.Message message, Map<String, Object> event, Map<String, Object> variables) {
        var words = new MailWriting.Words() {
            @Override
            public Optional<Object> value(String expression) {
                return Expression.compile(expression, place(alert)).evaluate(event, variables);
            }

            @Override
            public String text(String template) {
                return TextTemplate.compile(template, place(alert)).text(event, variables);
            }

            @Override
            public String html(String template) {
                return TextTemplate.compile(template, place(alert)).html(event, variables);
            }
        };
        var cause = "alert/" + alert.name();
        var id = cause + "/" + RunKey.id(message.event().key());
        mailer.send(MailWriting.write(alert.mail().get(), id, cause, clock.instant(), words));
    }

    private Optional<Instant> call(
            Project project,
            Alert alert,
            Announcer.Message message,
            Map<String, Object> event,
            Map<String, Object> variables,
            String body,
            Instant deadline) {
        var call = alert.call().orElseThrow();
        var connection = CallWebservice.connection(project, "alert " + alert.name(), call.connection());
        var effect = effect(connection, message);
        try {
            if (!wanted(alert, event, variables)) return Optional.empty();
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
        return send(connection, effect, () -> request(alert, call, event, variables), body, deadline);
    }

    private static String place(Alert alert) {
        return "alerts/" + alert.name() + ".yaml";
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
        return RequestTemplate.compile(call.request(), call.headers(), call.body(), place(alert))
                .request(event, new HashMap<>(variables));
    }
}

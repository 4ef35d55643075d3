package dev.crossdock.engine;

import dev.crossdock.definition.Template.Act;
import dev.crossdock.flow.WorldException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Writes a mail and has it sent. */
final class MailStep implements MailWriting.Words {
    /** How long a mail server may be away. */
    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Taking taking;

    MailStep(Taking taking) {
        this.taking = taking;
    }

    Passed send(Act.SendMail send) {
        var visit = taking.visit;
        var execution = visit.execution.id();
        var mail = MailWriting.write(send, execution + "/" + taking.path, execution, visit.now(), this);
        var told = new LinkedHashMap<String, Object>();
        told.put("to", mail.to());
        told.put("subject", mail.subject());
        taking.show(told);
        try {
            visit.reach.mailer().send(mail);
        } catch (WorldException e) {
            return taking.away(e, PATIENCE, "the mail cannot be sent");
        }
        var result = new LinkedHashMap<String, Object>(told);
        result.put("id", mail.id());
        return Passed.Done.of(result);
    }

    @Override
    public Optional<Object> value(String expression) {
        return taking.evaluate(expression);
    }

    @Override
    public String text(String template) {
        return taking.text(template);
    }

    @Override
    public String html(String template) {
        return taking.visit.compiled.text(template, taking.place()).html(taking.scope.input, taking.scope.variables());
    }
}

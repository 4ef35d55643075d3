package dev.crossdock.engine;

import dev.crossdock.definition.Template.Act;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.mapping.Expression;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Renders a mail and has it sent. */
final class MailStep {
    /** {@code a@b} or {@code Name <a@b>}; no comma, so that one address stays one. */
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+|[^@<>,;\"\\p{Cntrl}]*<[^\\s@<>,;\"]+@[^\\s@<>,;\"]+>");

    /** How long a mail server may be away. */
    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Taking taking;

    MailStep(Taking taking) {
        this.taking = taking;
    }

    Passed send(Act.SendMail send) {
        var to = addresses(Optional.of(send.to()), "to");
        if (to.isEmpty()) {
            return taking.failed(Problem.of(
                    "mail.address", "\"to\" gives no address.", "Skip the step by a when where there is none."));
        }
        var visit = taking.visit;
        var mail = new Mail(
                visit.execution.id() + "/" + taking.path,
                visit.execution.id(),
                visit.now(),
                "",
                to,
                addresses(send.cc(), "cc"),
                addresses(send.bcc(), "bcc"),
                // A line end in a subject would begin another header.
                taking.text(send.subject()).replaceAll("\\p{Cntrl}+", " ").strip(),
                send.text().map(taking::text),
                send.html()
                        .map(html -> visit.compiled
                                .text(html, taking.place())
                                .html(taking.scope.input, taking.scope.variables())));
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

    private List<String> addresses(Optional<String> expression, String what) {
        var value = expression.flatMap(taking::evaluate).orElse(Expression.NULL);
        if (value == Expression.NULL || value.equals("")) return List.of();
        var all = value instanceof List<?> list ? list : List.of(value);
        if (all.size() > Bounds.ADDRESSES) {
            throw new Refused(Problem.of(
                    "mail.address",
                    "\"%s\" gives %,d addresses; at most %d are.".formatted(what, all.size(), Bounds.ADDRESSES),
                    "Send a mail for each, by each."));
        }
        for (var address : all) {
            if (address instanceof String text
                    && text.length() <= 320
                    && ADDRESS.matcher(text).matches()) continue;
            throw new Refused(Problem.of(
                    "mail.address",
                    "\"" + what + "\" gives something that is no address.",
                    "Write name@host or Name <name@host>."));
        }
        return all.stream().map(String::valueOf).toList();
    }
}
